"""The words in the review workbook, by language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ReviewTexts:
    """What one language's workbook says.

    `columns` maps each column to its heading and its explanation («» where none is needed);
    `columns_of_codebook` and `columns_of_sorting` hold the headings of those sheets in order;
    `stability` has a word for each answer of `clusters.how_stable`.
    """

    guide: str
    coding: str
    sorting: str
    codebook: str
    lists: str
    title: str
    synthetic: str
    steps: tuple[str, ...]
    columns: Mapping[str, tuple[str, str]]
    columns_title: str
    progress_title: str
    progress: tuple[str, str, str, str, str]
    all_questions: str
    own: str
    left_out: str
    strength: tuple[str, str, str]
    no_code: str
    yes: str
    unknown_code: str
    unknown_mark: str
    columns_of_codebook: tuple[str, ...]
    columns_of_sorting: tuple[str, ...]
    about_sorting: str
    stability: Mapping[str, str]
    decimal: str


_NB = ReviewTexts(
    guide="Les meg",
    coding="Koding",
    sorting="Grovsortering",
    codebook="Kodebok",
    lists="Lister",
    title="Koding av åpne svar, bølge {wave}",
    synthetic="Syntetiske data: svarene er laget for eksempelet og kommer ikke fra noe kontor.",
    steps=(
        "Lagre en kopi av dette arket som study/waves/{wave}/review/<navnet ditt>.xlsx. "
        "Filnavnet er navnet du står med som koder.",
        "Gå til fanen «{coding}». Hver rad er én del av et svar; den delen du skal kode, er "
        "uthevet i svaret. Fyll ut de gule cellene, og la resten stå.",
        "Vil du først vite hva svarene handler om, ser du i fanen «{sorting}»: der har maskinen "
        "lagt svar som likner, i samme gruppe.",
        "Velg én, to eller tre koder fra lista. Forslagene er maskinens og ingen fasit. "
        "Definisjonene står i fanen «{codebook}».",
        "Passer ingen kode, velger du «{no_code}», og skriver gjerne et forslag under «Ny kode».",
        "Radene kommer i den rekkefølgen som lærer maskinen mest. Du kan stoppe når som helst: det "
        "som står tomt, regnes som ikke kodet.",
        "Kjør snakemake reports/ når du har lagret. Det du har bestemt, går alltid foran "
        "forslagene.",
        "Koder flere, fyller hver ut sin egen kopi uten å se på de andres. Det dere blir enige om "
        "etterpå, kan stå i konsensus.xlsx, som da gjelder alene for sine rader.",
    ),
    columns={
        "number": ("Nr.", ""),
        "question": ("Spørsmål", ""),
        "cluster": ("Gruppe", "nummeret på gruppen i fanen «Grovsortering»"),
        "answer": ("Svaret", "hele svaret, med den delen som skal kodes, uthevet"),
        "text": ("Det som skal kodes", "den uthevede delen"),
        "suggestions": (
            "Forslag",
            "de tre kodene som maskinen holder for mest sannsynlige. Sterkt: 0,60 eller mer; "
            "middels: 0,30 eller mer; svakt: mindre",
        ),
        "nearest": ("Liknende, alt kodet", "den delen av et kodet svar som likner mest"),
        "code_1": ("Kode 1", "velg fra lista"),
        "code_2": ("Kode 2", "om delen handler om mer enn én ting"),
        "code_3": ("Kode 3", ""),
        "new_code": ("Ny kode", "forslag til en kode som kodeboka mangler"),
        "memo": ("Notat", "det du vil huske; kommer ikke med i rapporten"),
        "quote": ("God som sitat", "ja, om delen egner seg som sitat i rapporten"),
        "hide": (
            "Må skjules",
            "ja, om delen ikke skal siteres, for eksempel fordi noen kan kjennes igjen",
        ),
        "coders": ("Kodet av", "de som alt har kodet delen, men ikke hva de valgte"),
    },
    columns_title="Kolonnene",
    progress_title="Hvor langt vi er kommet",
    progress=("Spørsmål", "Deler i alt", "Kodet", "Gjenstår", "Ikke til koding"),
    all_questions="Alle",
    own="Rader med kode i dette arket",
    left_out="«Ikke til koding» er svar som «ingen», «vet ikke» og «se over».",
    strength=("sterkt", "middels", "svakt"),
    no_code="ingen kode passer",
    yes="ja",
    unknown_code="Velg en kode fra lista. Mangler det en, skriver du den under «Ny kode».",
    unknown_mark="Skriv ja, eller la cellen stå tom.",
    columns_of_codebook=(
        "Kode",
        "Definisjon",
        "Ta med",
        "Ta ikke med",
        "Hører under",
        "Eksempler",
        "Gjelder spørsmålene",
    ),
    columns_of_sorting=(
        "Spørsmål",
        "Gruppe",
        "Navn",
        "Stikkord",
        "Deler",
        "Respondenter",
        "Stabilitet",
        "Typiske svar",
        "Utypiske svar",
    ),
    about_sorting="Maskinen har lagt deler av svar som likner, i samme gruppe, spørsmål for "
    "spørsmål. Navnene er stikkord, ingen tolkning. Stabiliteten (0 til 1) sier hvor godt gruppen "
    "går igjen når maskinen sorterer tilfeldige utvalg av delene på nytt: 0,75 eller mer er "
    "stabilt, under 0,50 ustabilt. Sitatene er bare maskert av maskinen; de kommer ikke med i "
    "rapporten før noen har lest og kodet dem.",
    stability={"stable": "stabil", "less_stable": "noe ustabil", "unstable": "ustabil"},
    decimal=",",
)

_NN = ReviewTexts(
    guide="Les meg",
    coding="Koding",
    sorting="Grovsortering",
    codebook="Kodebok",
    lists="Lister",
    title="Koding av opne svar, bølgje {wave}",
    synthetic="Syntetiske data: svara er laga for eksempelet og kjem ikkje frå noko kontor.",
    steps=(
        "Lagre ein kopi av dette arket som study/waves/{wave}/review/<namnet ditt>.xlsx. "
        "Filnamnet er namnet du står med som kodar.",
        "Gå til fana «{coding}». Kvar rad er éin del av eit svar; den delen du skal kode, er "
        "utheva i svaret. Fyll ut dei gule cellene, og la resten stå.",
        "Vil du først vite kva svara handlar om, ser du i fana «{sorting}»: der har maskina lagt "
        "svar som liknar, i same gruppe.",
        "Vel éin, to eller tre kodar frå lista. Framlegga er maskina sine og ingen fasit. "
        "Definisjonane står i fana «{codebook}».",
        "Passar ingen kode, vel du «{no_code}», og skriv gjerne eit framlegg under «Ny kode».",
        "Radene kjem i den rekkjefølgja som lærer maskina mest. Du kan stoppe når som helst: det "
        "som står tomt, er rekna som ikkje koda.",
        "Køyr snakemake reports/ når du har lagra. Det du har bestemt, går alltid føre framlegga.",
        "Kodar fleire, fyller kvar ut sin eigen kopi utan å sjå på dei andre sine. Det de blir "
        "samde om etterpå, kan stå i konsensus.xlsx, som då gjeld åleine for radene sine.",
    ),
    columns={
        "number": ("Nr.", ""),
        "question": ("Spørsmål", ""),
        "cluster": ("Gruppe", "nummeret på gruppa i fana «Grovsortering»"),
        "answer": ("Svaret", "heile svaret, med den delen som skal kodast, utheva"),
        "text": ("Det som skal kodast", "den utheva delen"),
        "suggestions": (
            "Framlegg",
            "dei tre kodane som maskina held for mest sannsynlege. Sterkt: 0,60 eller meir; "
            "middels: 0,30 eller meir; svakt: mindre",
        ),
        "nearest": ("Liknande, alt koda", "den delen av eit koda svar som liknar mest"),
        "code_1": ("Kode 1", "vel frå lista"),
        "code_2": ("Kode 2", "om delen handlar om meir enn éin ting"),
        "code_3": ("Kode 3", ""),
        "new_code": ("Ny kode", "framlegg til ein kode som kodeboka manglar"),
        "memo": ("Notat", "det du vil hugse; kjem ikkje med i rapporten"),
        "quote": ("God som sitat", "ja, om delen høver som sitat i rapporten"),
        "hide": (
            "Må skjulast",
            "ja, om delen ikkje skal siterast, til dømes fordi nokon kan kjennast att",
        ),
        "coders": ("Koda av", "dei som alt har koda delen, men ikkje kva dei valde"),
    },
    columns_title="Kolonnane",
    progress_title="Kor langt vi er komne",
    progress=("Spørsmål", "Delar i alt", "Koda", "Står att", "Ikkje til koding"),
    all_questions="Alle",
    own="Rader med kode i dette arket",
    left_out="«Ikkje til koding» er svar som «ingen», «veit ikkje» og «sjå over».",
    strength=("sterkt", "middels", "svakt"),
    no_code="ingen kode passar",
    yes="ja",
    unknown_code="Vel ein kode frå lista. Manglar det ein, skriv du han under «Ny kode».",
    unknown_mark="Skriv ja, eller la cella stå tom.",
    columns_of_codebook=(
        "Kode",
        "Definisjon",
        "Ta med",
        "Ta ikkje med",
        "Høyrer under",
        "Eksempel",
        "Gjeld spørsmåla",
    ),
    columns_of_sorting=(
        "Spørsmål",
        "Gruppe",
        "Namn",
        "Stikkord",
        "Delar",
        "Respondentar",
        "Stabilitet",
        "Typiske svar",
        "Utypiske svar",
    ),
    about_sorting="Maskina har lagt delar av svar som liknar, i same gruppe, spørsmål for "
    "spørsmål. Namna er stikkord, inga tolking. Stabiliteten (0 til 1) seier kor godt gruppa går "
    "att når maskina sorterer tilfeldige utval av delane på nytt: 0,75 eller meir er stabilt, "
    "under 0,50 ustabilt. Sitata er berre maskerte av maskina; dei kjem ikkje med i rapporten før "
    "nokon har lese og koda dei.",
    stability={"stable": "stabil", "less_stable": "noko ustabil", "unstable": "ustabil"},
    decimal=",",
)

_EN = ReviewTexts(
    guide="Read me",
    coding="Coding",
    sorting="First sorting",
    codebook="Codebook",
    lists="Lists",
    title="Coding of open answers, wave {wave}",
    synthetic="Synthetic data: the answers were made for the example and come from no office.",
    steps=(
        "Save a copy of this workbook as study/waves/{wave}/review/<your name>.xlsx. "
        "The file's name is your name as a coder.",
        "Go to the sheet “{coding}”. Each row is one part of an answer; the part to code stands "
        "out in the answer. Fill in the yellow cells and leave the rest.",
        "To see first what the answers are about, look at the sheet “{sorting}”: there the machine "
        "has put answers that are alike into one group.",
        "Choose one, two or three codes from the list. The suggestions are the machine's, not the "
        "right answer. The definitions are in the sheet “{codebook}”.",
        "If no code fits, choose “{no_code}” and, if you like, propose one under “New code”.",
        "The rows come in the order that teaches the machine most. Stop whenever you like: what is "
        "empty counts as not coded.",
        "Run snakemake reports/ when you have saved. What you have decided always goes before the "
        "suggestions.",
        "If several people code, each fills in a copy without looking at the others'. What you "
        "agree on afterwards may go into konsensus.xlsx, which then counts alone for its rows.",
    ),
    columns={
        "number": ("No.", ""),
        "question": ("Question", ""),
        "cluster": ("Group", "the number of the group in the sheet “First sorting”"),
        "answer": ("Answer", "the whole answer; the part to code stands out"),
        "text": ("To be coded", "the part that stands out"),
        "suggestions": (
            "Suggestions",
            "the three codes that the machine holds most likely. Strong: 0.60 or more; "
            "medium: 0.30 or more; weak: less",
        ),
        "nearest": ("Similar, already coded", "the most similar part of a coded answer"),
        "code_1": ("Code 1", "choose from the list"),
        "code_2": ("Code 2", "if the part is about more than one thing"),
        "code_3": ("Code 3", ""),
        "new_code": ("New code", "proposal for a code that the codebook lacks"),
        "memo": ("Memo", "what you want to remember; does not enter the report"),
        "quote": ("Good quote", "yes, if the part would make a good quote in the report"),
        "hide": (
            "Must be hidden",
            "yes, if the part must not be quoted, say because it identifies someone",
        ),
        "coders": ("Coded by", "those who have coded the part, but not what they chose"),
    },
    columns_title="The columns",
    progress_title="How far we have come",
    progress=("Question", "Parts in all", "Coded", "Left", "Not for coding"),
    all_questions="All",
    own="Rows with a code in this workbook",
    left_out="“Not for coding” are answers such as “none”, “don't know” and “see above”.",
    strength=("strong", "medium", "weak"),
    no_code="no code fits",
    yes="yes",
    unknown_code="Choose a code from the list. If one is missing, write it under “New code”.",
    unknown_mark="Write yes, or leave the cell empty.",
    columns_of_codebook=(
        "Code",
        "Definition",
        "Include",
        "Exclude",
        "Belongs under",
        "Examples",
        "For the questions",
    ),
    columns_of_sorting=(
        "Question",
        "Group",
        "Name",
        "Keywords",
        "Parts",
        "Respondents",
        "Stability",
        "Typical answers",
        "Atypical answers",
    ),
    about_sorting="The machine has put parts of answers that are alike into one group, question by "
    "question. The names are keywords, no interpretation. The stability (0 to 1) says how well a "
    "group is found again when the machine sorts random samples of the parts anew: 0.75 or more is "
    "stable, below 0.50 unstable. The quotes are masked by the machine only; they do not enter "
    "the report before somebody has read and coded them.",
    stability={"stable": "stable", "less_stable": "somewhat unstable", "unstable": "unstable"},
    decimal=".",
)

TEXTS: Mapping[str, ReviewTexts] = {"nb": _NB, "nn": _NN, "en": _EN}
