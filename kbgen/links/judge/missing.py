"""Pages for errors that answer 200: known by what they call themselves."""

from __future__ import annotations

import re

from kbgen.links.identify.folding import folded
from kbgen.links.judge import addresses
from kbgen.links.page import Page

_SHORT = 250
"""Words of a page below which its heading alone tells."""
_LONGEST_NAME = 4
"""Words of the name of a site, which is all that stands beside the error in the title of a page for errors."""

# What such pages call themselves, besides "404" and "error", in the main languages of Europe and some of Asia.
_SAYINGS = """
page not found; not found; page cannot be found; page can't be found; page could not be found; page was not found;
the page cannot be found; the page can't be found; the page could not be found; the page was not found;
this page cannot be found; this page can't be found; this page could not be found; requested page not found;
the page you requested could not be found; the page you requested was not found; the requested page could not be found;
the page you are looking for could not be found; the page you're looking for could not be found;
the page you are looking for cannot be found; the page you're looking for can't be found;
the page you are looking for doesn't exist; the page you're looking for doesn't exist; the page you are looking for does
not exist; we can't find that page; we couldn't find that page; we can't find this page; we couldn't find this page;
we can't find the page you're looking for; we couldn't find the page you were looking for; that page doesn't exist;
page does not exist; page doesn't exist; this page does not exist; this page doesn't exist; the page does not exist;
this page is not available; this page isn't available; page unavailable; page not available; page no longer available;
this page is no longer available; page no longer exists; this page no longer exists; page missing; missing page;
content not found; file not found; document not found; article not found; post not found; object not found;
resource not found; nothing found; nothing here; there's nothing here; there is nothing here; nothing to see here;
looks like nothing was found at this location; that page can't be found; 410 gone; page removed;

page introuvable; page non trouvée; page inexistante; page indisponible; la page est introuvable; introuvable;
cette page est introuvable; cette page n'existe pas; cette page n'existe plus; la page n'existe pas; page d'erreur;
la page n'existe plus; la page demandée est introuvable; la page demandée n'existe pas; la page demandée n'existe plus;
la page que vous recherchez est introuvable; la page que vous recherchez n'existe pas; la page que vous cherchez est
introuvable; la page que vous cherchez n'existe pas; la page que vous avez demandée est introuvable; cette page n'est
plus disponible; cette page n'est pas disponible; contenu introuvable; document introuvable; article introuvable;
fichier introuvable; ressource introuvable; rien ici; il n'y a rien ici; aucun résultat pour cette page;

seite nicht gefunden; die seite wurde nicht gefunden; diese seite wurde nicht gefunden; seite wurde nicht gefunden;
die angeforderte seite wurde nicht gefunden; die gesuchte seite wurde nicht gefunden; nicht gefunden;
diese seite existiert nicht; die seite existiert nicht; seite existiert nicht; diese seite gibt es nicht;
diese seite ist nicht verfügbar; seite nicht verfügbar; inhalt nicht gefunden;

página no encontrada; la página no existe; esta página no existe; página no disponible; no se encontró la página;
no encontrado; página inexistente; no hemos encontrado la página; la página que buscas no existe; pàgina no trobada;
pagina non trovata; questa pagina non esiste; la pagina non esiste; non trovato; pagina inesistente; pagina non
disponibile; página não encontrada; esta página não existe; a página não existe; não encontrado; pagina niet gevonden;
deze pagina bestaat niet; de pagina is niet gevonden; niet gevonden; pagina nu a fost găsită; pagina nu există;

nie znaleziono strony; strona nie istnieje; strona nie została znaleziona; nie znaleziono; stránka nenalezena;
stránka nebyla nalezena; stránka neexistuje; stránka sa nenašla; az oldal nem található; a keresett oldal nem található;
sidan hittades inte; sidan kunde inte hittas; sidan finns inte; siden blev ikke fundet; siden findes ikke;
siden ble ikke funnet; fant ikke siden; siden finnes ikke; sivua ei löytynyt; sivua ei löydy; lehte ei leitud;
stranica nije pronađena; stran ni najdena; sayfa bulunamadı; страница не найдена; такой страницы не существует;
сторінку не знайдено; страницата не е намерена; η σελίδα δεν βρέθηκε; η σελίδα δεν υπάρχει;
页面不存在; 页面未找到; 找不到页面; 頁面不存在; 找不到頁面; ページが見つかりません; お探しのページが見つかりません;
페이지를 찾을 수 없습니다
"""
_MISSING = frozenset(map(folded, _SAYINGS.split(";")))
_SAID_BY_PEOPLE = re.compile(r"\b(?:nothing (?:to see )?here|rien ici)\b")
"""People say so of much else, so that such a title tells of a page of few words only."""
_FEW = 100
_TRIMMED = re.compile(
    r"^(?:(?:o+ps|whoops|uh oh|oh no|sorry|oups|desole|ups|hoppla|lo sentimos|entschuldigung|ouch|hm+|were sorry"
    r"|http|error|erreur|fehler|erro|errore|blad|code|status|page)(?: |$))+|(?:^| )(?:error|erreur|fehler|erro|errore)$"
)
_NUMBER = re.compile(r"^404(?: |$)|(?:^| )404$")
_PARTS = re.compile(r"\s+[|·•–—»›:-]+\s+|\s*[|·•»›]\s*|(?<=404):\s+|[!.…]+\s+")
_ABOUT = re.compile(r"404|not[-_]?found|introuvable", re.IGNORECASE)


def is_missing(page: Page, url: str) -> bool:
    """Whether a page says by its title that there is no page, though its server says there is one.

    Beside the error such a title has no more than the name of the site. A heading alone counts on a short page. An
    address that speaks of errors itself (`/Status/404`) is of a page about them.
    """
    if _ABOUT.search(addresses.split(url).path):
        return False
    words = len(page.text.split())
    told = [says_so(title) and (words < _FEW or not _is_idiom(title)) for title in (page.title, page.heading)]
    return told[0] or (told[1] and words < _SHORT)


def _is_idiom(title: str) -> bool:
    return bool(_SAID_BY_PEOPLE.search(folded(title)))


def says_so(title: str) -> bool:
    """Whether a title is that of a page for errors: the error, and the name of the site at most."""
    if _is_error(folded(title)):
        return True
    parts = [part for part in map(folded, _PARTS.split(title)) if part and _TRIMMED.sub("", part)]
    names = [part for part in parts if not _is_error(part)]
    return len(names) < len(parts) and len(names) <= 2 and all(len(name.split()) <= _LONGEST_NAME for name in names)


def _is_error(words: str) -> bool:
    """Whether folded words are nothing but the error."""
    if words in _MISSING:
        return True
    trimmed = _TRIMMED.sub("", words).strip()
    core = _NUMBER.sub("", trimmed).strip()
    return (
        core in _MISSING
        or (core != trimmed and not _TRIMMED.sub("", core).strip())
        or _TRIMMED.sub("", core) in _MISSING
    )
