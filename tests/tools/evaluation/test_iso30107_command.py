"""`evaluate iso30107`: presentations, species, limits, the matcher, and errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from edge.security.keys import keys_folder, own_keys
from models.manifest import sha256_of
from tools.evaluate import main
from tools.evaluation.iso30107.plan import read_plan

HEAD = "sample_file,score,target,attack_type,video,comparison,match_score"
PLAN = """\
[test]
laboratory = "Laboratory X"
begin = 2026-01-05
[limits]
apcer = {apcer}
bpcer = 0.6
iapar = 1.0
[matcher]
threshold = 0.5
[species.print]
name = "Printed photograph"
series = ["matte", "glossy"]
potential = "basic"
"""


def presentations() -> list[str]:
    """Two frames a clip: 4 genuine, 2 impostor, 4 print (1 missed), 5 replay (none missed)."""
    rows = []
    for kind, label, scores, match, comparison in (
        ("", 0, (0.1, 0.2, 0.1, 0.6), 0.9, "genuine"),
        ("", 0, (0.2, 0.2), 0.2, "impostor"),
        ("print", 1, (0.3, 0.8, 0.9, 0.7), 0.8, ""),
        ("replay", 1, (0.9, 0.9, 0.8, 0.8, 0.7), 0.4, ""),
    ):
        for clip, score in enumerate(scores):
            for frame in range(2):
                name = f"{kind or comparison}{clip}"
                shifted = round(score + (0.1 if frame else -0.1), 3)
                rows.append(f"{name}_{frame},{shifted},{label},{kind},{name},{comparison},{match}")
    return rows


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    scores = tmp_path / "scores.csv"
    scores.write_text("\n".join([HEAD, *presentations()]) + "\n")
    plan = tmp_path / "plan.toml"
    plan.write_text(PLAN.format(apcer=0.3))
    lost = tmp_path / "lost.csv"
    lost.write_text(
        "sample_file,target,reason,attack_type,video\n"
        "x_0,1,no face,print,x\nx_1,1,no face,print,x\ny,0,no face,,y\n"
    )
    return {"scores": scores, "plan": plan, "nonresponse": lost, "out": tmp_path / "out"}


def iso(files: dict[str, Path], *more: str) -> int:
    options = [text for name, path in files.items() for text in (f"--{name}", str(path))]
    return main(["iso30107", *options, *more])


def test_every_rate_counts_presentations_and_is_given_by_species(files):
    assert iso(files) == 0
    found = json.loads((files["out"] / "iso30107.json").read_text())
    printed, replay = found["species"]["print"], found["species"]["replay"]
    assert (printed["apcer"]["errors"], printed["apcer"]["total"]) == (1, 4)
    assert (printed["apnrr"]["errors"], printed["apnrr"]["total"]) == (1, 5)
    assert (replay["apcer"]["errors"], replay["apcer"]["total"]) == (0, 5)
    assert replay["apcer"]["exact_95"][1] == pytest.approx(1 - 0.025 ** (1 / 5))
    assert (found["bpcer"]["errors"], found["bpcer"]["total"]) == (1, 6)
    assert (found["bpnrr"]["errors"], found["bpnrr"]["total"]) == (1, 7)
    assert printed["BPCER10"]["errors"] == 1  # no print may pass: the threshold is 0.3
    assert found["passed"] is True
    assert {v["what"]: v["shown"] for v in found["verdicts"]}["APCER, print"] is False


def test_a_presentation_that_responded_in_any_frame_is_no_non_response(files):
    with files["nonresponse"].open("a") as file:
        file.write("print0_9,1,no face,print,print0\nimpostor1_9,0,no face,,impostor1\n")
    assert iso(files) == 0
    found = json.loads((files["out"] / "iso30107.json").read_text())
    apnrr, bpnrr = found["species"]["print"]["apnrr"], found["bpnrr"]
    assert (apnrr["errors"], apnrr["total"]) == (1, 5)
    assert (bpnrr["errors"], bpnrr["total"]) == (1, 7)


def test_a_non_response_of_no_stated_type_belongs_to_the_unspecified_attacks(files):
    with files["scores"].open("a") as file:
        file.write("u_0,0.9,1,,u,,0.1\n")
    with files["nonresponse"].open("a") as file:
        file.write("w_0,1,no face,,w\n")
    assert iso(files) == 0
    found = json.loads((files["out"] / "iso30107.json").read_text())["species"]
    assert set(found) == {"print", "replay", "unspecified"}
    apnrr = found["unspecified"]["apnrr"]
    assert (apnrr["errors"], apnrr["total"]) == (1, 2)


def test_a_limit_is_not_shown_by_many_presentations_of_few_people(files):
    head = f"{HEAD},subject"
    rows = [f"{i}_{k},0.1,0,,,genuine,0.9,{i}" for i in range(3) for k in range(100)]
    rows += [f"p{k},0.9,1,print,,,0.8,p{k}" for k in range(100)]
    files["scores"].write_text("\n".join([head, *rows]) + "\n")
    assert iso(files) == 0
    found = json.loads((files["out"] / "iso30107.json").read_text())
    verdicts = {v["what"]: v for v in found["verdicts"]}
    assert verdicts["BPCER"]["passed"] is True
    assert verdicts["BPCER"]["upper_95"] == pytest.approx(1 - 0.025 ** (1 / 3))  # not of 300
    assert verdicts["BPCER"]["shown"] is False
    assert verdicts["APCER, print"]["shown"] is True  # as many people as presentations
    assert (found["people"]["BPCER"]["errors"], found["people"]["BPCER"]["total"]) == (0, 3)
    assert "0 of 3 people, at most 70.76 %" in (files["out"] / "iso30107.md").read_text()


def test_a_species_without_any_response_is_reported_by_its_apnrr_and_keeps_no_limit(files):
    with files["nonresponse"].open("a") as file:
        file.write("m_0,1,no face,mask,m1\nm_1,1,no face,mask,m2\n")
    assert iso(files) == 1  # its APCER was not measured, so the stated limit is not kept
    found = json.loads((files["out"] / "iso30107.json").read_text())
    mask = found["species"]["mask"]
    assert (mask["apnrr"]["errors"], mask["apnrr"]["total"], mask["presentations"]) == (2, 2, 0)
    assert (mask["apcer"]["rate"], mask["apcer"]["total"]) == (None, 0)
    failed = {v["what"] for v in found["verdicts"] if not v["passed"]}
    assert failed == {"APCER, mask (no response)"}
    page = (files["out"] / "iso30107.md").read_text()
    assert "No presentation of mask gave a response" in page
    assert "100.00 % (2/2)" in page


def test_a_species_of_the_plan_that_was_not_presented_keeps_no_limit(files):
    with files["plan"].open("a") as file:
        file.write('[species.mask]\nname = "Latex mask"\ninstruments = 3\n')
    assert iso(files) == 1
    found = json.loads((files["out"] / "iso30107.json").read_text())
    assert [v["what"] for v in found["verdicts"] if not v["passed"]] == [
        "APCER, mask (not presented)"
    ]
    page = (files["out"] / "iso30107.md").read_text()
    assert "| Latex mask |  | not stated | 3 | 0 | not measured |" in page
    assert "No presentation was made of mask, which the plan names." in page


def test_a_rate_within_its_limit_that_is_not_shown_is_named_at_the_top(files):
    assert iso(files) == 0
    said = (files["out"] / "iso30107.md").read_text().split("## Results")[1].split("|")[0]
    assert "Within the limit, but not shown at 95 %: APCER, print; APCER, replay" in said


def test_the_matcher_is_measured_alone_and_behind_the_subsystem(files):
    assert iso(files) == 0
    matcher = json.loads((files["out"] / "iso30107.json").read_text())["matcher"]
    alone, system = matcher["alone"], matcher["system"]
    assert (alone["iapar"]["print"]["rate"], alone["iapar"]["replay"]["rate"]) == (1.0, 0.0)
    assert (alone["frr"]["rate"], alone["far"]["rate"], alone["riapar"]) == (0.0, 0.0, 1.0)
    assert (system["iapar"]["print"]["errors"], system["iapar"]["print"]["total"]) == (1, 4)
    assert system["iapar_all"]["errors"] == 1  # the print that was missed
    assert system["frr"]["errors"] == 1  # the person whom the subsystem calls an attack
    assert system["riapar"] == 0.25 + 0.25


def test_limits_of_the_matcher_are_those_of_the_full_system(files):
    files["plan"].write_text(PLAN.format(apcer=0.3).replace("iapar = 1.0", "iapar = 0.3"))
    assert iso(files) == 0  # alone the matcher accepts every print
    found = json.loads((files["out"] / "iso30107.json").read_text())
    rates = {v["what"]: v["rate"] for v in found["verdicts"]}
    assert rates["IAPAR, print"] == 0.25


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (",0.8\n", ",nan\n", "'nan' is not a finite number"),
        (",0.8\n", ",\n", "'' is not a finite number"),
        ("print0_0,0.2,1,print,print0,,0.8", "print0_0,0.2,1,print,print0,,0.7",
         "frames of one presentation differ in match_score"),
        (",impostor,", ",imposter,", "genuine or impostor, not 'imposter'"),
    ],
)  # fmt: skip
def test_a_comparison_that_cannot_be_counted_is_refused(files, capsys, old, new, words):
    text = files["scores"].read_text()
    assert old in text
    files["scores"].write_text(text.replace(old, new))
    assert iso(files) == 2
    assert words in capsys.readouterr().err


def test_a_limit_that_is_not_kept_fails_and_is_named(files):
    files["plan"].write_text(PLAN.format(apcer=0.2))
    assert iso(files) == 1
    text = (files["out"] / "iso30107.md").read_text()
    assert "Failed: APCER, print." in text
    page = (files["out"] / "iso30107.html").read_text()
    for shown in ("Laboratory X", "2026-01-05", "Printed photograph", "matte, glossy", "basic"):
        assert shown in text
        assert shown in page
    assert "http" not in page


@pytest.fixture
def signed(files, monkeypatch, tmp_path) -> Path:
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path / "state"))
    assert iso(files, "--sign", "--pdf") == 0
    return files["out"]


def test_the_signatures_of_a_report_are_checked_here_and_elsewhere(
    signed, monkeypatch, tmp_path, capsys
):
    public = tmp_path / "public.pem"
    public.write_text(next(iter(own_keys(keys_folder()).values())))
    capsys.readouterr()
    assert main(["iso30107", "--verify", str(signed)]) == 0
    names = {line.partition(": ")[0] for line in capsys.readouterr().out.splitlines()}
    assert names == {f"iso30107{end}" for end in (".json", ".html", ".md", ".pdf", "-det.png")}
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path / "elsewhere"))
    assert main(["iso30107", "--verify", str(signed)]) == 1
    assert "a key that is not trusted" in capsys.readouterr().out
    assert main(["iso30107", "--verify", str(signed), "--key", str(public)]) == 0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("iso30107.json", "iso30107.json: not the file that was signed"),
        ("iso30107.pdf", "iso30107.pdf: not the file that the report was made with"),
        ("iso30107.html.sig", "iso30107.html: not signed"),
        ("iso30107.md", "iso30107.md: missing"),
    ],
)
def test_a_changed_or_missing_file_of_a_report_is_found(signed, capsys, name, said):
    path = signed / name
    if said.endswith(("signed", "made with")) and not name.endswith(".sig"):
        path.write_bytes(path.read_bytes() + b" ")
    else:
        path.unlink()
    assert main(["iso30107", "--verify", str(signed)]) == 1
    assert said in capsys.readouterr().out


def test_a_folder_without_a_report_cannot_be_verified(tmp_path, capsys):
    assert main(["iso30107", "--verify", str(tmp_path)]) == 2
    assert "holds no readable report" in capsys.readouterr().err


def test_a_rule_is_fixed_on_validation_scores(files, tmp_path):
    val = tmp_path / "val.csv"
    val.write_text("sample_file,score,target\na,0.2,0\nb,0.65,1\n")
    assert iso(files, "--val", str(val), "--threshold", "eer") == 0
    found = json.loads((files["out"] / "iso30107.json").read_text())
    assert found["threshold"] == 0.65
    assert found["bpcer"]["errors"] == 0


def test_a_threshold_fixed_on_the_reported_rows_is_refused(files, tmp_path, capsys):
    part = tmp_path / "part.csv"
    part.write_text("\n".join(files["scores"].read_text().splitlines()[:17]) + "\n")
    for val in (files["scores"], part):
        assert iso(files, "--val", str(val), "--threshold", "bpcer=1%") == 2
        assert "rows of the reported set" in capsys.readouterr().err


def test_the_report_names_every_file_that_it_rests_on(files, tmp_path):
    val = tmp_path / "val.csv"
    val.write_text("sample_file,score,target\na,0.2,0\nb,0.65,1\n")
    assert iso(files, "--val", str(val), "--threshold", "eer") == 0
    text = (files["out"] / "iso30107.md").read_text()
    for path in (files["scores"], val, files["plan"], files["nonresponse"]):
        assert f"{path.name}, sha256 {sha256_of(path)}" in text


def test_a_plan_is_written_to_fill_in_and_never_over_another(tmp_path, capsys):
    path = tmp_path / "plan.toml"
    assert main(["iso30107", "--write-plan", str(path)]) == 0
    assert read_plan(path).species["print"].potential == "basic"
    assert main(["iso30107", "--write-plan", str(path)]) == 2
    assert "already exists" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "more", "words"),
    [
        (lambda f: f["plan"].unlink(), (), "there is no test plan"),
        (lambda f: f["plan"].write_text("[limits]\napcer = 5"), (), "limits.apcer"),
        (lambda f: f["plan"].write_text("[test]\nlab = 'x'"), (), "test.lab"),
        (lambda f: f["plan"].write_text("[limits]\niapar = 0.1"), (), "sets a limit for IAPAR"),
        (lambda f: f["plan"].write_text("[matcher]\nthreshold = nan"), (), "matcher.threshold"),
        (lambda f: f["plan"].write_text("]["), (), "cannot be read"),
        (lambda f: None, ("--threshold", "eer"), "give --val"),
        (lambda f: f["scores"].write_text("sample_file,score,target\na,1,1\n"), (), "only attacks"),
        (lambda f: f["nonresponse"].write_text("a,b\n1,2\n"), (), "line 2"),
        (lambda f: f["scores"].write_text(
            "\n".join([HEAD, *presentations()]).replace(",0.9\n", ",high\n")), (), "'high'"),
        (lambda f: f.pop("plan"), (), "--plan is needed"),
    ],
)  # fmt: skip
def test_options_that_give_no_report_are_one_clear_line(files, capsys, change, more, words):
    change(files)
    assert iso(files, *more) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert not (files["out"] / "iso30107.html").exists()
