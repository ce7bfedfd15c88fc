import pytest

from kbgen.links.identify.authors import same_author

SAME = [
    ("Ashish Vaswani", "Ashish Vaswani"),
    ("Ashish Vaswani", "Vaswani, Ashish"),
    ("Ashish Vaswani", "A. Vaswani"),
    ("Tom B. Brown", "Thomas Brown"),
    ("Tom B. Brown", "Brown, Tom B"),
    ("Edward J. Hu", "J. E. Hu"),
    ("Łukasz Kaiser", "Lukasz Kaiser"),
    ("Christopher Ré", "Christopher Re"),
    ("Christopher Ré", r"Christopher R\'{e}"),
    ("Jürgen Schmidhuber", "Juergen Schmidhuber"),
    ("Jörg Müller", r"M{\"u}ller, J{\"o}rg"),
    ("Aaron van den Oord", "van den Oord, Aaron"),
    ("Aaron van den Oord", "A. v. d. Oord"),
    ("Aaron van den Oord", "Oord, Aaron van den"),
    ("Harm de Vries", "Harm De Vries"),
    ("Teven Le Scao", "Scao, Teven Le"),
    ("Jean-Baptiste Alayrac", "Alayrac, Jean Baptiste"),
    ("David Lopez-Paz", "Lopez Paz, David"),
    ("Gabriel García Márquez", "García Márquez, Gabriel"),
    ("Conan O'Brien", "O’Brien, Conan"),
    ("Shunyu Yao", "Yao Shunyu"),
    ("Shunyu Yao", "Yao, S."),
    ("Shunyu Yao", "Yao S."),
    ("Yao Shunyu", "Yao S"),
    ("Tom B. Brown", "Brown TB"),
    ("Mistral AI", "Mistral AI team"),
    ("Robert Tarjan", "Robert Tarjan Jr."),
    ("Robert Tarjan", "Tarjan, Robert, III"),
    ("Robert Tarjan", "Tarjan Jr., Robert"),
    ("Tri Dao", "Tri Dao (sole author)"),
    ("OpenAI", "OpenAI"),
    ("OpenAI", "OpenAI Josh Achiam"),
    ("OpenAI", "OpenAI (collective)"),
    ("DeepSeek-AI", "DeepSeek AI"),
    ("Gemini Team", "Gemini Team, Google"),
    ("Gemini Team", "Team, Gemini"),
    ("Team OLMo", "OLMo Team"),
    ("松尾豊", "松尾豊"),
]

OTHER = [
    ("Ashish Vaswani", "Noam Shazeer"),
    ("Mike Lewis", "Mike Louis"),
    ("Alec Radford", "Radford Neal"),  # a given name that is another's family name
    ("Shunyu Yao", "Shunyu Zhao"),
    ("Paz Octavio Silva", "David Lopez-Paz"),
    ("OpenAI", "Anthropic"),
    ("Gemini Team", "Qwen Team"),
    ("Mistral AI", "Meta AI"),
    ("Jordan Hoffmann", "Jordan Hoffman-Smith"),
    ("Ji Lin", "Ji Liu"),
    ("Alec Radford", ""),
]


@pytest.mark.parametrize(("claimed", "found"), SAME)
def test_one_author_is_recognised_in_all_spellings(claimed: str, found: str) -> None:
    assert same_author(claimed, found)
    assert same_author(found, claimed)


@pytest.mark.parametrize(("claimed", "found"), OTHER)
def test_another_author_is_another(claimed: str, found: str) -> None:
    assert not same_author(claimed, found)
    assert not same_author(found, claimed)
