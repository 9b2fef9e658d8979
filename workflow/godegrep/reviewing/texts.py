"""The words in the review workbook, by language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ReviewTexts:
    """What one language's workbook says.

    `columns` maps each column to its heading and its explanation («» where none is needed);
    `columns_of_codebook` and `columns_of_sorting` hold the headings of those sheets in order;
    `stability` has a word for each answer of `clusters.how_stable`. `own_title` and `own_step` take
    the place of `title` and the first step in the sheet of a coder who has handed one in,
    `meeting_title` and `meeting_steps` in the one on which coders agree; `codings` and `memos` are
    its headings for what each coder chose and wrote. `empty_codebook` is one more step where there
    are no codes; `orphan` and `split` are said of single rows.
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
    numbers: str
    columns_of_numbers: tuple[str, ...]
    about_numbers: str
    own_title: str
    own_step: str
    meeting_title: str
    meeting_steps: tuple[str, ...]
    codings: str
    memos: str
    empty_codebook: str
    orphan: str
    split: str
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
        "Filnavnet er navnet du står med som koder. Har du alt et ark der, fortsetter du i "
        "results/{wave}/review/<navnet ditt>.xlsx, som har det du har bestemt.",
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
        "Koder flere, fyller hver ut sin egen kopi uten å se på de andres. Det dere kodet "
        "ulikt, står etter neste kjøring i results/{wave}/review/konsensus.xlsx.",
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
            "middels: 0,30 eller mer; svakt: mindre. Etter kolon: ordene som talte for koden",
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
    numbers="Antall grupper",
    columns_of_numbers=("Spørsmål", "id", "Antall grupper", "Stabilitet", "Atskilthet", "I bruk"),
    about_numbers="Så godt ville andre antall grupper gjort det. Stabiliteten (0 til 1, snittet "
    "over delene) sier hvor godt gruppene går igjen i tilfeldige utvalg; atskiltheten (silhuetten, "
    "-1 til 1) hvor mye nærmere delene ligger sin egen gruppe enn den nærmeste andre. Få grupper "
    "er lettest å finne igjen, mange sier mer. Et annet antall setter du i config.yaml, for "
    "eksempel open: {{clusters: {{{question}: {number}}}}}.",
    own_title="Koding av åpne svar, bølge {wave}: {coder}",
    own_step="Dette er arket til {coder}: det du har bestemt til nå, og resten i den rekkefølgen "
    "som nå lærer maskinen mest. Lagre en kopi som study/waves/{wave}/review/{coder}.xlsx i stedet "
    "for den du har der fra før, og fortsett i kopien.",
    meeting_title="Det vi kodet ulikt, bølge {wave}",
    meeting_steps=(
        "Dette arket har de delene av svarene som koderne kodet ulikt; like uenigheter står etter "
        "hverandre. Hva hver av dere valgte og noterte, står i rutene ved siden av svaret.",
        "Lagre en kopi som study/waves/{wave}/review/konsensus.xlsx. Gå gjennom radene i fanen "
        "«{coding}» sammen, og skriv det dere blir enige om, i de gule cellene.",
        "Det som står i konsensus.xlsx, gjelder alene for sine rader. Der cellene er tomme, telles "
        "de kodene som minst halvparten av koderne ga.",
        "La arkene til hver av dere stå som de er: Samsvaret måles på det dere mente før møtet.",
        "Kjør snakemake reports/ når dere har lagret.",
    ),
    codings="Slik kodet vi",
    memos="Notater",
    empty_codebook="Kodeboka er tom. «snakemake results/{wave}/codebook_draft.yaml» lager et "
    "utkast med én kode for hver gruppe i fanen «{sorting}». Rett utkastet, lagre det som "
    "study/codebook.yaml, og kjør snakemake reports/: da får arket koder og forslag.",
    orphan="Svaret er endret, og denne delen finnes ikke lenger. Det du bestemte, er tatt vare på, "
    "men telles ikke.",
    split="Koden er delt: velg på nytt, for eksempel {codes}",
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
        "Filnamnet er namnet du står med som kodar. Har du alt eit ark der, held du fram i "
        "results/{wave}/review/<namnet ditt>.xlsx, som har det du har bestemt.",
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
        "Kodar fleire, fyller kvar ut sin eigen kopi utan å sjå på dei andre sine. Det de koda "
        "ulikt, står etter neste køyring i results/{wave}/review/konsensus.xlsx.",
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
            "middels: 0,30 eller meir; svakt: mindre. Etter kolon: orda som talte for koden",
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
    numbers="Talet på grupper",
    columns_of_numbers=("Spørsmål", "id", "Tal på grupper", "Stabilitet", "Åtskilnad", "I bruk"),
    about_numbers="Så godt ville andre tal på grupper gjort det. Stabiliteten (0 til 1, snittet "
    "over delane) seier kor godt gruppene går igjen i tilfeldige utval; åtskilnaden (silhuetten, "
    "-1 til 1) kor mykje nærare delane ligg si eiga gruppe enn den nærmaste andre. Få grupper er "
    "lettast å finne igjen, mange seier meir. Eit anna tal set du i config.yaml, til dømes "
    "open: {{clusters: {{{question}: {number}}}}}.",
    own_title="Koding av opne svar, bølgje {wave}: {coder}",
    own_step="Dette er arket til {coder}: det du har bestemt til no, og resten i den rekkjefølgja "
    "som no lærer maskina mest. Lagre ein kopi som study/waves/{wave}/review/{coder}.xlsx i staden "
    "for den du har der frå før, og hald fram i kopien.",
    meeting_title="Det vi koda ulikt, bølgje {wave}",
    meeting_steps=(
        "Dette arket har dei delane av svara som kodarane koda ulikt; like usemjer står etter "
        "kvarandre. Kva kvar av dykk valde og noterte, står i rutene ved sida av svaret.",
        "Lagre ein kopi som study/waves/{wave}/review/konsensus.xlsx. Gå gjennom radene i fana "
        "«{coding}» saman, og skriv det de blir samde om, i dei gule cellene.",
        "Det som står i konsensus.xlsx, gjeld åleine for radene sine. Der cellene er tomme, tel "
        "dei kodane som minst halvparten av kodarane gav.",
        "La arka til kvar av dykk stå som dei er: Samsvaret blir målt på det de meinte før møtet.",
        "Køyr snakemake reports/ når de har lagra.",
    ),
    codings="Slik koda vi",
    memos="Notat",
    empty_codebook="Kodeboka er tom. «snakemake results/{wave}/codebook_draft.yaml» lagar eit "
    "utkast med éin kode for kvar gruppe i fana «{sorting}». Rett utkastet, lagre det som "
    "study/codebook.yaml, og køyr snakemake reports/: då får arket kodar og framlegg.",
    orphan="Svaret er endra, og denne delen finst ikkje lenger. Det du bestemte, er teke vare på, "
    "men tel ikkje.",
    split="Koden er delt: vel på nytt, til dømes {codes}",
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
        "The file's name is your name as a coder. If you have a workbook there already, go on in "
        "results/{wave}/review/<your name>.xlsx, which has what you have decided.",
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
        "coded differently is in results/{wave}/review/konsensus.xlsx after the next run.",
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
            "medium: 0.30 or more; weak: less. After the colon: the words that spoke for the code",
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
    numbers="Number of groups",
    columns_of_numbers=("Question", "id", "Groups", "Stability", "Separation", "In use"),
    about_numbers="How well other numbers of groups would do. The stability (0 to 1, the mean over "
    "the parts) says how well the groups are found again in random samples; the separation "
    "(silhouette, -1 to 1) how much nearer the parts are to their own group than to the nearest "
    "other. Few groups are easiest to find again, many say more. Another number is set in "
    "config.yaml, say open: {{clusters: {{{question}: {number}}}}}.",
    own_title="Coding of open answers, wave {wave}: {coder}",
    own_step="This is {coder}'s workbook: what you have decided so far, and the rest in the order "
    "that now teaches the machine most. Save a copy as study/waves/{wave}/review/{coder}.xlsx in "
    "place of the one that you have there, and go on in the copy.",
    meeting_title="What we coded differently, wave {wave}",
    meeting_steps=(
        "This workbook has the parts of answers that the coders coded differently; disagreements "
        "of one kind stand together. What each of you chose and noted stands beside the answer.",
        "Save a copy as study/waves/{wave}/review/konsensus.xlsx. Go through the rows of the sheet "
        "“{coding}” together, and write what you agree on into the yellow cells.",
        "What stands in konsensus.xlsx counts alone for its rows. Where the cells are empty, the "
        "codes that at least half of the coders gave are counted.",
        "Leave each coder's own sheet as it is: agreement is about what you held before you met.",
        "Run snakemake reports/ when you have saved.",
    ),
    codings="As we coded it",
    memos="Memos",
    empty_codebook="The codebook is empty. “snakemake results/{wave}/codebook_draft.yaml” drafts "
    "one with a code for each group of the sheet “{sorting}”. Edit the draft, save it as "
    "study/codebook.yaml, and run snakemake reports/: the workbook then has codes and suggestions.",
    orphan="The answer has changed, and this part is no longer there. What you decided is kept, "
    "but does not count.",
    split="The code was split: choose again, say {codes}",
    decimal=".",
)

TEXTS: Mapping[str, ReviewTexts] = {"nb": _NB, "nn": _NN, "en": _EN}
