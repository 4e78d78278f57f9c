"""`letters map`: a mapping is proposed, loads as it stands, and is used by `check`."""

import json

import imaginary
import yaml
from click.testing import CliRunner

from commands.conftest import MEMBER, NAME, run
from letters.commands.map import map_
from letters.intake import load_mapping
from letters.intake.sheets.proposing import propose, written

REPORT = (
    "Fern Kidney Practice\n"
    "Acct #,Patient,DOB,Insurance,Member ID,DOS,CPT,Post Date,Kick Code,Foo,Referring\n"
    + "".join(
        f'A{n},"{NAME}, JO",05/01/1980,Fern Health,{MEMBER},10/27/2026,J9977,11/20/2026,'
        f"NOTBRIGHT,1245319599,x{n}\n"
        for n in range(3)
    )
)
ODD = "Mood,Weather\nfine,rain\n"
X12 = (
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261120*0412*^*00501*"
    "000000001*0*P*:~GS*HP*SENDER*RECEIVER*20261120*0412*1*X*005010X221A1~ST*835*0001~"
    "BPR*I*0*C*NON************20261120~TRN*1*1*1990000001~DTM*405*20261120~N1*PR*MOSS HEALTH~"
    "N1*PE*TIDEWATER*XX*1245319599~LX*1~CLP*B7*4*100*0**12*M77*11*1~NM1*QC*1*ROE*ANN****MI*M1~"
    "SVC*HC:J9977*100*0**1~DTM*472*20261027~CAS*CO*50*100~SE*14*0001~GE*1*1~IEA*1*000000001~"
)


def proposed(tmp_path, *options, **files):
    """Runs the verb on files of these names and contents."""
    folder = tmp_path / "export"
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_text(content, encoding="utf-8")
    line = [folder, "--out", tmp_path / "mapping.yaml", *options]
    library = ["--citations", str(imaginary.CITATIONS)]
    return CliRunner().invoke(map_, [*map(str, line), *library])


def test_what_is_proposed(tmp_path):
    """Known headings are filled in; others stand with null and what may help to decide."""
    result = proposed(tmp_path, report_csv=REPORT)
    assert result.exit_code == 0, result.output
    text = (tmp_path / "mapping.yaml").read_text(encoding="utf-8")
    found = load_mapping(tmp_path / "mapping.yaml")
    (pattern,) = found.tables
    assert (pattern.match, pattern.table, pattern.role) == ("report.csv", "cases", "denial")
    assert pattern.headings["Acct #"] == "person account"
    assert pattern.headings["Insurance"] == "payer"
    assert {h for h, ours in pattern.headings.items() if ours is None} == {
        "Post Date",
        "Foo",
        "Referring",
    }
    assert '"Post Date": null  # is it denial date or denial received?' in text
    assert '"Foo": null  # it holds NPIs' in text
    assert pattern.values == {"kick code": {"NOTBRIGHT": None}}
    assert found.plans == {
        "Fern Health": dict.fromkeys(("plan track", "state", "payer address", "payer fax"))
    }
    assert "fully insured" in text
    assert "# practice:" in text
    assert "3 headings to decide, 1 payers" in result.stdout


def test_no_patient_stands_in_it(tmp_path):
    """Neither names nor numbers of patients come into the file or onto the screen."""
    report = REPORT.replace("NOTBRIGHT", f"SEE {NAME}", 1).replace("NOTBRIGHT", MEMBER, 1)
    report = report.replace("Fern Health", f'"{NAME}, JO"', 1).replace("Fern Health", MEMBER, 1)
    result = proposed(tmp_path, report_csv=report)
    text = (tmp_path / "mapping.yaml").read_text(encoding="utf-8")
    for told in (text, result.output):
        assert NAME not in told
        assert MEMBER not in told
        assert "A1" not in told
    assert "NOTBRIGHT" in text
    assert list(load_mapping(tmp_path / "mapping.yaml").plans) == ["Fern Health"]


def test_the_proposal_changes_nothing_until_it_is_edited(tmp_path):
    """Read with what was proposed, an export gives the same cases; edited, it gives more."""
    proposed(tmp_path, report_csv=REPORT)
    mapping = tmp_path / "mapping.yaml"
    export = tmp_path / "export"
    plain = json.loads(run("check", export, "--json").stdout)
    told = json.loads(run("check", export, "--mapping", mapping, "--json").stdout)
    assert told["cases"] == plain["cases"]
    assert [case["label"] for case in told["cases"]] == ["A0"]
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace('"Post Date": null', '"Post Date": denial date'))
    edited = json.loads(run("check", export, "--mapping", mapping, "--json").stdout)
    assert not any("denial received" in notice["rule"] for notice in edited["notices"])
    assert any("denial received" in notice["rule"] for notice in plain["notices"])


def test_a_sheet_that_is_no_report_stands_as_a_comment(tmp_path):
    """It says nothing until somebody takes the comment off, and then it loads."""
    report = "First Name,Last Name,Mood\nJo,Fern,fine\n"
    proposed(tmp_path, odd_csv=report)
    path = tmp_path / "mapping.yaml"
    assert load_mapping(path).tables == ()
    lines = path.read_text(encoding="utf-8").replace("tables: []", "tables:").splitlines()
    start = next(at for at, line in enumerate(lines) if "- match" in line)
    lines[start:] = [
        line.replace("  # ", "  ", 1) if line.startswith("  # ") else line for line in lines[start:]
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert load_mapping(path).tables[0].headings["Last Name"] == "last name"


def test_payers_of_a_remittance(tmp_path):
    """Payers of other files than sheets stand among the plans too."""
    proposed(tmp_path, report_csv=REPORT, remittance_835=X12)
    assert set(load_mapping(tmp_path / "mapping.yaml").plans) == {"Fern Health", "MOSS HEALTH"}


def test_a_file_that_is_already_there(tmp_path):
    """It is kept unless it may be replaced; a missing folder is named."""
    (tmp_path / "mapping.yaml").write_text("codes: {}\n")
    result = proposed(tmp_path, report_csv=REPORT)
    assert getattr(result.exception, "exit_code", None) == 2
    assert (tmp_path / "mapping.yaml").read_text() == "codes: {}\n"
    assert proposed(tmp_path, "--force", report_csv=REPORT).exit_code == 0
    result = proposed(tmp_path, "--out", str(tmp_path / "no" / "m.yaml"), report_csv=REPORT)
    assert getattr(result.exception, "exit_code", None) == 2


def test_as_json(tmp_path):
    """With --json the counts are told as JSON."""
    told = json.loads(proposed(tmp_path, "--json", report_csv=REPORT, odd_csv=ODD).stdout)
    assert told == {
        "file": str(tmp_path / "mapping.yaml"),
        "reports": 1,
        "sheets": 1,
        "unknown headings": 3,
        "payers": 1,
    }


def test_a_file_that_cannot_be_read(tmp_path):
    """It is told, the others are proposed, and the exit code says so."""
    result = proposed(tmp_path, report_csv=REPORT, broken_csv="case\x00,test\n")
    assert result.exit_code == 3
    assert "broken.csv" in result.stderr
    assert len(load_mapping(tmp_path / "mapping.yaml").tables) == 1


def test_files_of_other_days(tmp_path):
    """Numbers in a file's name are left open, so that the next export fits too."""
    proposed(tmp_path, **{"denials-2026-11-20_csv": REPORT})
    (pattern,) = load_mapping(tmp_path / "mapping.yaml").tables
    assert pattern.match == "denials-*.csv"
    assert pattern.fits("denials-2026-12-01.csv", None, 1)


def test_odd_headings_are_quoted(tmp_path):
    """Headings with quotes, colons or signs of YAML load as they were."""
    odd = ['He said "no"', "a: b", "#1", "- x", "null", "yes", "*y", "ü\u2028z", "back\\slash"]
    header = ",".join('"' + heading.replace('"', '""') + '"' for heading in odd)
    proposed(tmp_path, report_csv=f"Acct #,CARC,{header}\nA1,50{',' * len(odd)}\n")
    (pattern,) = load_mapping(tmp_path / "mapping.yaml").tables
    assert list(pattern.headings)[2:] == [heading.replace("\u2028", " ") for heading in odd]
    text = (tmp_path / "mapping.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(text)["tables"][0]["match"] == "report.csv"


def test_nothing_to_map(library):
    """Without any sheet the proposal is still a mapping that loads."""
    proposal = propose([], [], library.vocabulary)
    assert proposal.unknown == 0
    assert yaml.safe_load(written(proposal)) == {"tables": []}
