"""A small sound library about an invented disease, as the files that it consists of."""

from pathlib import Path

SCALES = """\
scales:
  - id: lunar
    name: LUNA
    strengths:
      - {id: strong, prints: strong, verbs: [recommends]}
      - {id: weak, prints: weak, verbs: [suggests, allows]}
    grades: {A: high, B: moderate}
"""

TERMS = """\
measures:
  - id: glow
    name: serum glow
    short: Glow
    units:
      - {unit: g/g, aliases: [mg/mg], factor: "1", source: the unit itself}
      - {unit: mg/g, factor: "0.001", source: 1 g = 1000 mg}
    decimals: 2
    plausible: ["0.01", "30"]
    improves: down
  - id: ash
    name: serum ash
    short: Ash
    units:
      - {unit: mg/dL, factor: "1", source: the unit itself}
      - {unit: µmol/L, factor: "0.011312", source: molar mass of creatinine}
    decimals: 2
    plausible: ["0.1", "20"]
    improves: down
  - id: flow
    name: flow rate
    short: Flow
    units: [{unit: mL/min/1.73 m², factor: "1", source: the unit itself}]
    decimals: 0
    plausible: ["1", "200"]
    improves: up
    derived:
      method: ckd-epi-2021
      inputs: {creatinine: ash}
      cites: [almagest/flow-equation]
  - id: weight
    name: body weight
    short: Weight
    units:
      - {unit: kg, factor: "1", source: the unit itself}
      - {unit: lb, factor: "0.45359237", source: by definition}
    decimals: 1
    plausible: ["10", "300"]
  - id: height
    name: body height
    short: Height
    units: [{unit: cm, factor: "1", source: the unit itself}]
    decimals: 0
    plausible: ["80", "230"]
  - id: surface
    name: body surface
    short: Surface
    units: [{unit: m², factor: "1", source: the unit itself}]
    decimals: 2
    plausible: ["0.4", "3.5"]
    derived:
      method: mosteller
      inputs: {weight: weight, height: height}
      cites: []

drug_classes:
  - {id: moonmab, name: moon antibody}
  - {id: moonsteroid, name: moon steroid}

drugs:
  - id: solumab
    name: solumab
    classes: [moonmab]
    products:
      - id: solara
        name: Solara
        kind: reference
        routes: [intravenous]
        hcpcs: J0001
        hcpcs_unit: 10 mg
        code_confirmed: primary
      - {id: solara-pen, name: Solara pen, kind: reference, routes: [subcutaneous]}
    labels:
      - diagnosis: moonlight
        on_label: true
        since: 2024-02-29
        population: adults with moonlight
        cites: [label-solara/indication]
    regimens:
      - id: solumab-weighed
        says: 10 mg/kg every 4 weeks
        diagnosis: moonlight
        route: intravenous
        low: 10 mg/kg
        high: 10 mg/kg
        frequency: every-4-weeks
        cites: [almagest/dose]
      - id: solumab-wide
        says: 0.5 to 1 g/m² monthly for 6 doses, at most 1500 mg
        diagnosis: moonlight
        route: intravenous
        low: 0.5 g/m2
        high: 1 g/m2
        frequency: monthly
        doses: 6
        cap: 1500 mg
        cites: [almagest/dose]
      - id: solumab-fixed
        says: 1 g on days 1 and 15
        diagnosis: moonlight
        route: intravenous
        low: 1 g
        high: 1 g
        frequency: days-1-and-15
        doses: 2
        cites: [almagest/dose]
  - id: lunamab
    name: lunamab
    classes: [moonmab]
  - id: lunacillin
    name: lunacillin
    products:
      - id: luna-tablets
        name: luna tablets
        kind: generic
        routes: [oral]
        hcpcs: J0002
        hcpcs_unit: 250 mg
        code_confirmed: primary
    regimens:
      - id: lunacillin-daily
        says: 2 to 3 g per day by mouth
        diagnosis: moonlight
        route: oral
        low: 2 g
        high: 3 g
        daily: true
        cites: [almagest/dose]
      - id: lunacillin-weighed
        says: 20 to 25 mg/kg per day by mouth
        diagnosis: moonlight
        route: oral
        low: 20 mg/kg
        high: 25 mg/kg
        daily: true
        cites: [almagest/dose]
  - id: eclipsone
    name: eclipsone
    classes: [moonsteroid]

categories:
  - id: phase
    name: phase
    options:
      - {id: new-moon, name: new moon}
      - {id: half-moon, name: half moon}
      - {id: full-moon, name: full moon}
    recorded_in: [almanac]
  - id: marks
    name: marks
    options:
      - {id: crater, name: crater}
      - {id: sea, name: sea}
    recorded_in: [almanac]
    several: true

documents:
  - {id: almanac, name: almanac, reports: observation}
  - {id: diary, name: diary}
procedures:
  - {id: observation, name: observation}
questions:
  - {id: sky-clear, name: Is the sky clear?, says: The sky is clear, denies: The sky is not clear}
  - {id: night-long, name: Is the night long?, says: The night is long, denies: The night is short}
  - {id: owl-heard, name: Was the owl heard?, says: The owl was heard, denies: No owl was heard}
  - {id: tide-high, name: Is the tide high?, says: The tide is high, denies: The tide is low}
diagnoses:
  - {id: moonlight, name: moonlight, codes: [X10.1, X10.2], wider_codes: [X10.9]}
  - {id: starlight, name: starlight, codes: [X20.1]}
frequencies:
  - {id: once, name: once}
  - {id: once-daily, name: once daily, per_day: 1}
  - {id: twice-daily, name: twice daily, per_day: 2}
  - {id: every-4-weeks, name: every 4 weeks, every_days: 28}
  - {id: monthly, name: once monthly, every_days: 30}
  - {id: days-1-and-15, name: on days 1 and 15}
dose_units:
  - {id: mg, name: mg, factor: "1"}
  - {id: g, name: g, factor: "1000"}
  - {id: mg/kg, name: mg/kg, factor: "1", per: weight}
  - {id: mg/m2, name: mg/m², factor: "1", per: surface}
  - {id: g/m2, name: g/m², factor: "1000", per: surface}
routes:
  - {id: oral, name: by mouth}
  - {id: intravenous, name: intravenous}
  - {id: subcutaneous, name: subcutaneous}
denial_reasons:
  - {id: too-bright, name: too bright, answered_by: necessity}
  - {id: wrong-form, name: wrong form, route: corrected claim}
"""

ALMAGEST = """\
id: almagest
short: Almagest 2024
kind: guideline
csl: {type: article-journal, title: Almagest}
verification: {level: primary, on: 2026-11-01, where: the page, by: evidence file}
scale: lunar
statements:
  - id: solumab-first
    locator: Chapter 1
    says: recommends solumab for moonlight
    grade: {strength: strong, value: A}
    stance: for
    concerns: [solumab]
    verification: {level: primary, on: 2026-11-01, where: the page, by: evidence file}
    review_by: 2027-11-01
  - id: solumab-later
    locator: Chapter 2
    says: suggests solumab for later moonlight
    grade: {strength: weak}
    stance: for
    verification: {level: secondary, on: 2026-11-01, where: another page, by: evidence file}
  - id: antibodies-slow
    locator: Chapter 3
    says: notes that moon antibodies act slowly
    stance: against
    concerns: [moonmab]
    verification: {level: primary, on: 2026-11-01, where: the page, by: evidence file}
  - id: from-memory
    locator: Chapter 4
    says: says something that nobody has looked up
    verification: {level: unverified, on: 2026-11-01, by: evidence file}
  - id: flow-equation
    locator: Chapter 5
    says: gives the equation of the flow rate
    verification: {level: primary, on: 2026-11-01, where: the page, by: evidence file}
  - id: dose
    locator: Chapter 6
    says: gives the doses
    verification: {level: primary, on: 2026-11-01, where: the page, by: evidence file}
  - id: weighed
    locator: Chapter 7
    says: tells a story
    verification: {level: primary, on: 2026-11-01, where: the page, by: evidence file}
  - id: glow-matters
    locator: Chapter 8
    says: describes the glow
    verification: {level: primary, on: 2026-11-01, where: the page, by: evidence file}
"""

LABEL = """\
id: label-solara
short: Solara label
kind: label
csl: {type: webpage, title: Solara}
verification: {level: primary, on: 2026-11-01, where: the page, by: evidence file}
statements:
  - id: indication
    locator: section 1
    says: names moonlight
    stance: for
    verification: {level: primary, on: 2026-11-01, where: the page, by: evidence file}
"""

PACK = """\
id: moonlight
title: Moonlight
diagnosis: moonlight
pathways: [moonlight/solumab]
plan:
  id: no-two-antibodies
  kind: none
  says: No two antibodies are given together
  of:
    - id: two-antibodies
      kind: therapy
      courses: {drugs: [solumab], status: [current, planned], with_any: [lunamab]}
      says: Two antibodies are given together
      ask: Is the list of treatments whole?
      why: Two antibodies are not given together.
      who: chart
response:
  measure: glow
  baseline_before: P90D
  baseline_after: P14D
  milestones:
    - id: at-3
      at: P3M
      tolerance: P6W
      falls_by: 25
      says: a quarter less
      cites: [almagest/glow-matters]
    - id: at-6
      at: P6M
      tolerance: P6W
      falls_by: 50
      says: half
      cites: [almagest/glow-matters]
    - id: at-12
      at: P12M
      tolerance: P6W
      at_most: 0.7 g/g
      says: dim
      cites: [almagest/glow-matters]
  definitions:
    - id: dark
      outcome: complete response
      name: Darkness
      after: P6M
      until: P12M
      below: 0.5 g/g
      stable: flow
      stable_within: 15
      cites: [almagest/glow-matters]
    - id: dusk
      outcome: partial response
      name: Dusk
      after: P6M
      until: P12M
      falls_by: 50
      below: 3 g/g
      stable: flow
      stable_within: 15
      cites: [almagest/glow-matters]
  allowance:
    at_least: 3 g/g
    extra: P12M
    says: It shone brightly and is fading
    cites: [almagest/glow-matters]
chart:
  measures: [glow, flow]
  targets: [0.5 g/g]
  target_label: 0.5 g/g, below which it is dark
  cites: [almagest/glow-matters]
summary: [phase]
laboratory: [glow, ash]
forbidden:
  - {id: F1, pattern: '\\bmade of cheese\\b', wrong: It is not.}
considered:
  - {statement: almagest/weighed, because: It is only a story.}
"""

PATHWAY = """\
id: moonlight/solumab
title: Solumab for moonlight
setting: initial
in_force: {since: 2024-05-01}
applies_to: {diagnosis: moonlight, drugs: [solumab], continuing: false}
supported_by: [almagest/solumab-first, almagest/solumab-later]
criteria:
  id: solumab
  kind: all
  says: Solumab is supported
  of:
    - id: coded
      kind: diagnosis
      one_of: [moonlight]
      says: The diagnosis is moonlight
      ask: Which code was sent?
      why: It decides what applies.
      who: billing
    - id: bright
      kind: measure
      of: glow
      within: P90D
      at_least: 0.5 g/g
      says: The glow is at least 0.5 g/g
      cites: [almagest/glow-matters]
      ask: What is the newest glow?
      why: Only what shines is treated.
      who: laboratory
    - id: clear
      kind: attested
      question: sky-clear
      says: The sky is clear
      ask: Is the sky clear?
      why: Clouds hide it.
      who: clinician
answers:
  - to: almagest/antibodies-slow
    because: Time is on our side.
    cites: [almagest/solumab-first]
"""

CASES = """\
pathway: moonlight/solumab
as_of: 2026-11-22
base:
  diagnoses: [X10.1]
  service: {drug: solumab, continuing: false}
  treatments_complete: true
  measurements: {glow: {2026-11-01: 1200 mg/g}}
  attestations: {sky-clear: true}
cases:
  - name: everything holds
    expect: {solumab: met, coded: met, bright: met, clear: met}
    outcome: supported
  - name: nothing is recorded
    change: {diagnoses: null, measurements: null, attestations: null}
    expect: {solumab: unknown, coded: unknown, bright: unknown, clear: unknown}
    outcome: undetermined
  - name: nothing holds
    change:
      diagnoses: [X20.1]
      measurements: {glow: {2026-11-01: 0.2 g/g}}
      attestations: {sky-clear: false}
    expect: {solumab: not met, coded: not met, bright: not met, clear: not met}
    outcome: unsupported
"""

EPHEMERIS = """\
id: ephemeris
short: Ephemeris
kind: coverage
csl: {type: webpage, title: Ephemeris}
verification: {level: primary, on: 2026-11-01, where: the page, by: evidence file}
statements:
  - id: looked-up
    locator: Page 1
    says: tells when and where to write
    verification: {level: primary, on: 2026-11-01, where: the page, by: evidence file}
  - id: remembered
    locator: Page 2
    says: tells it as remembered
    verification: {level: unverified, on: 2026-11-01, by: evidence file}
"""

APPEALS = """\
code_lists:
  - {of: adjustment, as_of: 2026-11-01, cites: [ephemeris/looked-up]}
  - {of: remark, as_of: 2026-11-01, cites: [ephemeris/looked-up]}
group_codes:
  - {code: CO, gloss: by contract, bears: the observatory bears it}
  - {code: PR, gloss: of the stargazer, bears: the stargazer bears it, patient: true}
adjustment_codes:
  - {code: "50", gloss: no need of light, route: clinical appeal, reason: too-bright}
  - {code: "16", gloss: a lens is missing, route: corrected claim, needs_remark: true}
  - {code: "45", gloss: the agreed part, route: nothing, settled: true}
  - {code: B5, gloss: rumored to be dark, route: clinical appeal, level: unverified}
remark_codes:
  - {code: MA130, gloss: the plate cannot be read, route: corrected claim, bars: true}
  - {code: N115, gloss: decided by the almanac, route: clinical appeal, documents: [almanac]}
routes:
  - {route: next appeal level, steps: [Look again.], then: [clinical appeal]}
  - {route: corrected claim, steps: [Clean the lens.]}
  - {route: retro-authorisation, steps: [Ask for the dome.], then: [clinical appeal]}
  - {route: records submission, steps: [Send the plates.], then: [clinical appeal]}
  - {route: contract dispute, steps: [Read the contract.], appeals: false}
  - {route: benefit exception, steps: [Ask for an exception.], then: [clinical appeal]}
  - {route: clinical appeal, steps: [Write.]}
  - {route: patient responsibility, steps: [Send a bill.], appeals: false}
  - {route: nothing, steps: [Close the dome.], appeals: false}
reasons:
  - {reason: too-bright, gloss: the plan finds it too bright}
  - {reason: wrong-form, gloss: the form is wrong, do: Take the other form.}
filings:
  - {track: ERISA self-funded, level: first-level appeal, appeal: appeal to the dome,
      as_of: 2026-11-01, window: P30D, counted_from: notice, says: Thirty days from the notice,
      cites: [ephemeris/looked-up]}
  - {track: fully insured, level: first-level appeal, appeal: appeal from memory,
      as_of: 2026-11-01, window: P30D, counted_from: notice, says: Thirty days as remembered,
      cites: [ephemeris/remembered]}
FILINGS_ASKED
cautions:
  - {id: cloudy, says: Is it cloudy?, asks: true}
  - {id: windy, says: It is windy., reasons: [too-bright], cites: [ephemeris/looked-up]}
off_label:
  - {track: Part D, admits: compendia, documents: [almanac], reasons: [too-bright],
      cites: [ephemeris/looked-up]}
discussions:
  - {id: star-line, names: [Star Line], within: P15D, closed_by_appeal: true,
      says: "Call until {by}.", as_of: 2026-11-01, cites: [ephemeris/looked-up]}
words:
  unknown_code: not a star we know
  unknown_group: not a constellation we know
  incomplete: something is missing
  deactivated: burnt out
  unconfirmed: not confirmed
  not_counted: it does not count
  gave_way: see the remark
  barring: no appeal
  upheld: looked at again
  comes_first: comes first
  unknown_track: Which plan is it?
  which_level: Which decision is it?
  unverified: No confirmed rule.
  no_notice_date: When was the notice?
  no_receipt_date: When did it arrive?
  contract_window: What does the contract say?
  beyond: What now?
  discuss_by: "Call until {by}."
"""

_ASKED = [
    ("ERISA self-funded", ("second-level appeal", "external review")),
    ("fully insured", ("second-level appeal", "external review")),
    *(
        (track, ("first-level appeal", "second-level appeal", "external review"))
        for track in (
            *("Medicare Advantage", "Part D", "Original Medicare"),
            "Medicaid managed care",
        )
    ),
]
APPEALS = APPEALS.replace(
    "FILINGS_ASKED",
    "\n".join(
        f"  - {{track: {track}, level: {level}, appeal: it, as_of: 2026-11-01, question: When?}}"
        for track, levels in _ASKED
        for level in levels
    ),
)

FILES = {
    "appeals/appeals.yaml": APPEALS,
    "sources/ephemeris.yaml": EPHEMERIS,
    "terms/scales.yaml": SCALES,
    "terms/words.yaml": TERMS,
    "sources/almagest.yaml": ALMAGEST,
    "sources/label-solara.yaml": LABEL,
    "conditions/moonlight/pack.yaml": PACK,
    "conditions/moonlight/pathways/solumab.yaml": PATHWAY,
    "conditions/moonlight/cases/solumab.yaml": CASES,
}


def write(root: Path, files: dict[str, str] = FILES) -> None:
    """Writes the files of a library below `root`."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
