"""Pages that stand where another has gone: parked domains, domains for sale, pages for errors that answer 200."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbgen.links.identify.folding import folded
from kbgen.links.judge import addresses
from kbgen.links.page import Page

_ERROR_WORDS = 250
"""A page for errors that is found by its heading alone has fewer words than this."""

# What pages for errors call themselves, without accents, case and punctuation.
_NO_PAGE = frozenset(
    """404|error 404|404 error|http 404|404 not found|404 page not found|error 404 not found|404 error page not found|not found
    page not found|page not found 404|page not found error 404|the page was not found|page cannot be found|page could not be found
    page cant be found|the page cannot be found|this page could not be found|this page cannot be found|this page cant be found
    the page you requested could not be found|the page you are looking for could not be found|requested page not found
    the page you are looking for cannot be found|the page youre looking for cant be found|we cant find that page
    we couldnt find that page|we cant find the page youre looking for|we cant find this page|we couldnt find this page
    page does not exist|page doesnt exist|this page does not exist|this page doesnt exist|the page does not exist
    this page is not available|this page isnt available|page unavailable|page not available|page no longer exists
    this page no longer exists|page no longer available|this page is no longer available|content not found|file not found
    document not found|article not found|post not found|resource not found|nothing found|nothing here|theres nothing here
    there is nothing here|nothing to see here|no page here|page missing|missing page|page gone|410 gone|error page not found
    you seem to be lost|lost your way|object not found|model not found|repository not found|project not found
    page introuvable|page introuvable 404|erreur 404|404 page introuvable|erreur 404 page introuvable|page non trouvee|page inexistante
    page indisponible|la page est introuvable|cette page est introuvable|cette page nexiste pas|cette page nexiste plus
    la page nexiste pas|la page nexiste plus|la page demandee est introuvable|la page demandee nexiste pas|contenu introuvable
    la page que vous recherchez est introuvable|la page que vous recherchez nexiste pas|document introuvable|article introuvable
    cette page nest plus disponible|cette page nest pas disponible|il ny a rien ici|rien ici|ressource introuvable
    seite nicht gefunden|404 seite nicht gefunden|fehler 404|die seite wurde nicht gefunden|diese seite wurde nicht gefunden
    diese seite existiert nicht|die seite existiert nicht|seite existiert nicht|nicht gefunden|inhalt nicht gefunden
    diese seite ist nicht verfugbar|die angeforderte seite wurde nicht gefunden|seite nicht verfugbar
    pagina no encontrada|la pagina no existe|esta pagina no existe|pagina no disponible|no se encontro la pagina|no encontrado
    error 404 pagina no encontrada|404 pagina no encontrada|pagina inexistente|no hemos encontrado la pagina
    pagina non trovata|errore 404|404 pagina non trovata|questa pagina non esiste|la pagina non esiste|non trovato
    pagina inesistente|errore 404 pagina non trovata|pagina non disponibile
    pagina nao encontrada|erro 404|esta pagina nao existe|a pagina nao existe|nao encontrado|404 pagina nao encontrada
    pagina niet gevonden|404 pagina niet gevonden|deze pagina bestaat niet|de pagina is niet gevonden|niet gevonden
    nie znaleziono strony|strona nie istnieje|nie znaleziono|strona nie zostala znaleziona|404 nie znaleziono strony
    sidan hittades inte|sidan kunde inte hittas|sidan finns inte|siden blev ikke fundet|siden findes ikke|siden ble ikke funnet
    fant ikke siden|siden finnes ikke|sivua ei loytynyt|sivua ei loydy|stranka nenalezena|stranka nebyla nalezena|stranka neexistuje
    stranka sa nenasla|pagina nu a fost gasita|pagina nu exista|az oldal nem talalhato|a keresett oldal nem talalhato
    stranica nije pronadena|sayfa bulunamadi|lehte ei leitud|puslapis nerastas|lapa nav atrasta|страница не найдена
    такои страницы не существует|сторінку не знаидено|сторинку не знаидено|страницата не е намерена
    η σελιδα δεν βρεθηκε|η σελιδα δεν υπαρχει|页面不存在|页面未找到|找不到页面|頁面不存在|找不到頁面|ページか見つかりません|お探しのヘーシか見つかりません
    """.replace("\n", "|").split("|")
)
_NO_PAGE_WORDS = frozenset(folded(words) for words in _NO_PAGE) - {""}
_EXCLAMATION = re.compile(
    r"^(?:oops|ooops|whoops|uh oh|oh no|sorry|error|oups|ouups|desole|aie|hoppla|ups|ops|lo sentimos|entschuldigung|hmm+)\s+"
)
_PARTS = re.compile(r"\s+[|·•–—»›:-]+\s+|\s*[|·•»›]\s*|(?<=\d):\s+|[!.…]+\s+")
_LONGEST_NAME = 4
"""Words of the name of a site, which is all that stands beside the error in the title of a page for errors."""

# Where domains are sold or parked. A page that loads its scripts from there is no page of its own.
_BROKERS = {
    **dict.fromkeys(
        "sedo.com dan.com afternic.com hugedomains.com undeveloped.com domainmarket.com buydomains.com brandbucket.com "
        "squadhelp.com domainnamesales.com uniregistry.com efty.com forsale.godaddy.com".split(),
        "for-sale",
    ),
    **dict.fromkeys(
        "sedoparking.com bodis.com bodiscdn.com parkingcrew.net parkingcrew.com parklogic.com above.com dsparking.com "
        "cashparking.com skenzo.com voodoo.com ztomy.com domaincntrol.com parkingpage.namecheap.com".split(),
        "parked",
    ),
}
_LANDERS = re.compile(r"^/(?:lander|sedoparking|parking)/?$")
_TO_LANDER = re.compile(r"location(?:\.href)?\s*=\s*[\"']/lander[\"'/?]")

# Titles of a page that is nothing but this; `{domain}` is the domain of the page.
_TITLES = (
    (r"(?:the )?(?:premium )?(?:domain )?(?:name )?{domain} (?:is|may be|could be) for sale.*", "for-sale"),
    (r"{domain} (?:domain )?(?:name )?(?:is )?for sale(?: on .*)?", "for-sale"),
    (r"(?:buy|purchase) (?:the )?(?:domain )?(?:name )?{domain}.*", "for-sale"),
    (r"(?:this |the )?(?:premium )?domain (?:name )?(?:is|may be|could be|available) for sale.*", "for-sale"),
    (r"hugedomains com.*", "for-sale"),
    (r"(?:this |the )?domain (?:name )?(?:{domain} )?(?:is |has been |has )?(?:parked|expired).*", "parked"),
    (r"{domain} (?:is )?(?:parked|parking|expired|registered at .*)(?: .*)?", "parked"),
    (r"parked (?:domain )?(?:name )?(?:at|by|on|free|with)\b.*", "parked"),
    (r"(?:ce |le )?(?:nom de )?domaine (?:{domain} )?est (?:a vendre|en vente|expire|parque).*", "for-sale"),
    (r"{domain} est a vendre.*", "for-sale"),
    (r"(?:diese |die )?domain (?:{domain} )?steht zum verkauf.*", "for-sale"),
    (r"{domain} steht zum verkauf.*", "for-sale"),
    (r"welcome to nginx(?: on .*)?", "default-page"),
    (r"test page for the (?:nginx|apache) http server.*", "default-page"),
    (r"apache2? (?:ubuntu |debian )?default page.*", "default-page"),
    (r"iis windows(?: server)?|iis7|default web site page|domain default page", "default-page"),
    (r"(?:account|site|website|this account has been) suspended", "suspended"),
)  # fmt: skip


def is_missing(page: Page, url: str) -> bool:
    """Whether a page says by its title that there is no page, though its server says there is one.

    Beside the error a title of such a page has no more than the name of the site. A heading alone counts on a short
    page. An address that speaks of errors itself (`/Status/404`) is of a page about them.
    """
    if "404" in url or re.search(r"not-?_?found|introuvable", url, re.IGNORECASE):
        return False
    if _says_missing(page.title):
        return True
    return _says_missing(page.heading) and len(page.text.split()) < _ERROR_WORDS


def _says_missing(title: str) -> bool:
    parts = [_EXCLAMATION.sub("", folded(part)) for part in (title, *_PARTS.split(title))]
    whole, others = parts[0], [part for part in parts[1:] if part and not _is_exclamation(part)]
    if whole in _NO_PAGE_WORDS:
        return True
    errors = [part for part in others if part in _NO_PAGE_WORDS]
    names = [part for part in others if part not in _NO_PAGE_WORDS]
    return bool(errors) and len(names) <= 2 and all(len(name.split()) <= _LONGEST_NAME for name in names)


def _is_exclamation(part: str) -> bool:
    return not _EXCLAMATION.sub("", part + " ").strip()


def abandoned(url: str, page: Page | None, start: str) -> str:
    """Why nobody keeps the site at `url` any more: `for-sale`, `parked`, `default-page`, `suspended`; else empty.

    A link to a broker of domains (`start`) means the broker.
    """
    if _broker(start):
        return ""
    if sold := _broker(url):
        return sold
    if _LANDERS.match(addresses.split(url).path) and not _LANDERS.match(addresses.split(start).path):
        return "parked"
    return next(_signals(page, url), "") if page is not None else ""


def _signals(page: Page, url: str) -> Iterator[str]:
    yield from filter(None, map(_broker, page.sources))
    if len(page.text.split()) < 20 and _TO_LANDER.search(page.scripts[:5000]):
        yield "parked"
    name = folded(addresses.domain(addresses.host(url)))
    for title in filter(None, (page.title, page.heading)):
        for part in map(folded, (title, *_PARTS.split(title))):
            for pattern, why in _TITLES:
                if re.fullmatch(pattern.format(domain=re.escape(name)), part):
                    yield why


def _broker(url: str) -> str:
    name = addresses.host(url)
    return _BROKERS.get(name, "") or _BROKERS.get(addresses.domain(name), "")
