"""Scoring on a cluster: with a Ray made of plain objects, and on a real one of two nodes."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from edge.errors import DataError, FacevouchError, MissingExtraError, ModelError
from models.registry import Registry
from tools.evaluate import main
from tools.evaluation import ray_engine
from tools.evaluation.candidate import find_candidates
from tools.evaluation.dataset import DataRow
from tools.evaluation.engine import LocalEngine, chunked
from tools.evaluation.layouts import open_dataset
from tools.evaluation.predict import CHUNK
from tools.evaluation.predictions import Journal
from tools.evaluation.ray_cluster import Cluster, ClusterError
from tools.evaluation.ray_engine import RayEngine
from tools.evaluation.ray_worker import Kit, NodeSoftware
from tools.evaluation.worker import ScoringPlan


class RayError(Exception):
    pass


class RayTaskError(RayError):
    def __init__(self, cause: Exception) -> None:
        self.cause = cause


class Actor:
    """Does what it is asked when somebody waits for it."""

    def __init__(self, ray: FakeRay, number: int, held: object) -> None:
        self._ray, self.number, self._held = ray, number, held

    def __getattr__(self, name: str) -> SimpleNamespace:
        def remote(*arguments: object) -> Reference:
            return Reference(self._ray, self, name, arguments)

        return SimpleNamespace(remote=remote)


class Reference:
    def __init__(self, ray: FakeRay, actor: Actor, method: str, arguments: tuple) -> None:
        self._ray, self.actor, self._method, self._arguments = ray, actor, method, arguments

    def value(self) -> object:
        rows = self._arguments[0] if self._method == "score" else []
        if self._ray.fatal(self.actor.number, rows):
            self._ray.dead.add(self.actor.number)
        if self.actor.number in self._ray.dead:
            raise RayError(f"actor {self.actor.number} died")
        try:
            return getattr(self.actor._held, self._method)(*self._arguments)
        except Exception as error:
            raise RayTaskError(error) from error


class FakeRay:
    """Actors work in this process; `fatal` says which actor dies over which rows.

    places: how many actors find room. Whoever was hired last is the quickest, so that results
    come in another order than that of the chunks.
    """

    exceptions = SimpleNamespace(RayError=RayError, RayTaskError=RayTaskError)

    def __init__(self, fatal: Callable[[int, list[DataRow]], bool], places: int = 99) -> None:
        self.fatal, self.places = fatal, places
        self.dead: set[int] = set()
        self.hired = 0

    def remote(self, **options: object) -> Callable:
        assert options["num_cpus"] == 1

        def hire(station: type) -> SimpleNamespace:
            def new() -> Actor:
                self.hired += 1
                return Actor(self, self.hired - 1, station())

            return SimpleNamespace(remote=new)

        return hire

    def wait(self, references: list, num_returns: int, timeout: float | None) -> tuple:
        placed = [r for r in references if r.actor.number < self.places]
        if not placed:
            assert timeout is not None, "would wait for ever"
            return [], references
        newest = max(r.actor.number for r in placed)
        return [next(r for r in placed if r.actor.number == newest)], []

    def get(self, reference: Reference) -> object:
        return reference.value()

    def put(self, content: object) -> object:
        return content

    def kill(self, actor: Actor, no_restart: bool) -> None:
        assert no_restart

    def cluster_resources(self) -> dict[str, float]:
        return {"CPU": 2.0}

    def available_resources(self) -> dict[str, float]:
        return {}


@pytest.fixture
def work(models, many, tmp_path) -> tuple[ScoringPlan, list[list[DataRow]]]:
    """Seven chunks of small squares and the plan of a brightness model."""
    data = open_dataset(many(tmp_path / "many", 6 * 8 + 3))
    candidates = find_candidates([models()], Registry.open())
    return ScoringPlan(tuple(candidates)), list(chunked(data.rows(), 8))


@pytest.fixture
def engine(monkeypatch) -> Iterator[Callable[..., tuple[RayEngine, FakeRay]]]:
    """A builder of engines on a fake Ray."""

    def build(fatal=lambda actor, rows: False, places: int = 99) -> tuple[RayEngine, FakeRay]:
        ray = FakeRay(fatal, places)

        class FakeCluster:
            def __init__(self, address: str | None, cpus: int) -> None: ...

            def __enter__(self) -> FakeRay:
                return ray

            def __exit__(self, *_: object) -> None: ...

        monkeypatch.setattr(ray_engine, "Cluster", FakeCluster)
        return RayEngine(2), ray

    return build


FATALITIES = {
    "nobody is lost": lambda actor, rows: False,
    "one is lost at its second chunk": lambda actor, rows: (
        actor == 0 and bool(rows) and rows[0].index >= 8
    ),
    "one is lost before its first": lambda actor, rows: actor == 1,
    "both are lost, then a successor": lambda actor, rows: (
        actor < 3 and bool(rows) and rows[0].index >= 16 + 8 * actor
    ),
}


@pytest.mark.parametrize("fatal", FATALITIES.values(), ids=FATALITIES)
def test_outcomes_are_those_of_the_local_engine_in_the_same_order_despite_lost_workers(
    work, engine, fatal
):
    plan, chunks = work
    expected = list(LocalEngine(1).run(plan, iter(chunks)))
    on_ray, _ = engine(fatal)
    with on_ray:
        assert list(on_ray.run(plan, iter(chunks))) == expected


def test_no_more_chunks_are_taken_ahead_than_the_window_holds(work, engine):
    plan, chunks = work
    taken = []

    def watched() -> Iterator[list[DataRow]]:
        for number, chunk in enumerate(chunks * 9):
            taken.append(number)
            yield chunk

    on_ray, _ = engine()
    with on_ray:
        for number, _outcomes in enumerate(on_ray.run(plan, watched())):
            assert len(taken) <= number + 2 * ray_engine.WINDOW


def test_one_crew_serves_several_plans(work, engine):
    plan, chunks = work
    on_ray, ray = engine()
    with on_ray:
        next(on_ray.run(plan, iter(chunks)))  # left in the middle, as by an error
        assert list(on_ray.run(plan, iter(chunks))) == list(LocalEngine(1).run(plan, iter(chunks)))
    assert ray.hired == 2


def test_samples_that_kill_every_worker_are_named(work, engine):
    plan, chunks = work
    on_ray, _ = engine(lambda actor, rows: bool(rows) and rows[0].index == 16)
    with on_ray, pytest.raises(DataError, match=r"3 workers died over the same 8 samples.*16\.png"):
        list(on_ray.run(plan, iter(chunks)))


def test_workers_that_never_start_are_given_up(work, engine):
    plan, chunks = work
    on_ray, _ = engine(lambda actor, rows: True)
    with on_ray, pytest.raises(ClusterError, match="ended one after the other"):
        list(on_ray.run(plan, iter(chunks)))


def test_a_cluster_without_free_cpus_is_reported(work, engine):
    plan, chunks = work
    on_ray, _ = engine(places=0)
    with on_ray, pytest.raises(ClusterError, match="no worker could start"):
        list(on_ray.run(plan, iter(chunks)))


def test_a_model_that_breaks_its_contract_stops_the_run_with_its_own_message(
    work, engine, monkeypatch
):
    def broken(self, rows):
        raise ModelError("model bright gave a score that is not a finite number")

    plan, chunks = work
    monkeypatch.setattr("tools.evaluation.worker.ScoringWorker.score", broken)
    on_ray, _ = engine()
    with on_ray, pytest.raises(ModelError, match="not a finite number"):
        list(on_ray.run(plan, iter(chunks)))


def test_a_node_that_does_not_see_the_data_is_refused_instead_of_counted(work, engine, monkeypatch):
    plan, chunks = work
    on_ray, _ = engine()
    read = Path.read_bytes

    def read_elsewhere(path: Path) -> bytes:
        if path.suffix == ".png":
            raise FileNotFoundError(path)
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", read_elsewhere)
    with on_ray, pytest.raises(DataError, match="give every node the data under the same path"):
        list(on_ray.run(plan, iter(chunks)))


def test_a_node_with_other_software_is_refused(work, engine, monkeypatch):
    plan, chunks = work
    mine = NodeSoftware.here()
    other = NodeSoftware("node2", mine.processor, mine.software | {"onnxruntime": "0.1"})
    monkeypatch.setattr("tools.evaluation.ray_worker.RayWorker.load", lambda self, kit: other)
    on_ray, _ = engine()
    with on_ray, pytest.raises(ModelError, match=r"node2 has onnxruntime 0\.1"):
        list(on_ray.run(plan, iter(chunks)))


def test_the_extra_is_named_without_ray(models, squares, tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtraError):
        RayEngine()
    words = ["run", "--model", models(), "--data", str(squares), "--out", str(tmp_path / "o")]
    assert main([*words, "--engine", "ray"]) == 2
    assert "pip install 'facevouch[ray]'" in capsys.readouterr().err


def test_an_address_alone_is_refused(models, squares, tmp_path, capsys):
    words = ["run", "--model", models(), "--data", str(squares), "--out", str(tmp_path / "o")]
    assert main([*words, "--address", "auto"]) == 2
    assert "add --engine ray" in capsys.readouterr().err


@pytest.mark.filterwarnings("ignore::DeprecationWarning:ray")
def test_an_address_that_is_none_or_where_nothing_answers_is_one_line():
    pytest.importorskip("ray")
    with pytest.raises(FacevouchError, match="is not an address of a Ray cluster"):
        Cluster("somewhere", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(ClusterError, match="nothing answers at"), Cluster(address, 1):
            pass


def run(*arguments: object) -> int:
    return main(["run", "--quiet", "--no-galleries", *map(str, arguments)])


def interrupted(monkeypatch, after: int, *arguments: object) -> None:
    """A run that is stopped once so many chunks are in its journal."""
    append = Journal.append

    def stopping(self, outcomes):
        append(self, outcomes)
        if self.chunks == after:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "append", stopping)
        assert run(*arguments) == 130


def bytes_of(out: Path) -> list[bytes]:
    names = ["bright.csv", "bright.nonresponse.csv", "bright.json"]
    return [(out / "evaluation" / "predictions" / name).read_bytes() for name in names]


@pytest.mark.usefixtures("without_figures")
@pytest.mark.parametrize("first", ["local", "ray"])
def test_an_unfinished_run_of_one_engine_is_finished_by_the_other(
    models, many, engine, tmp_path, monkeypatch, first
):
    common = ("--model", models(), "--data", many(tmp_path / "many", 4 * CHUNK + 5))
    assert run(*common, "--out", tmp_path / "whole") == 0
    made, _ = engine()
    monkeypatch.setattr(ray_engine, "RayEngine", lambda workers, address: made)
    second = {"local": "ray", "ray": "local"}[first]
    rows: list[int] = []
    for kind in (RayEngine, LocalEngine):

        def watched(self, plan, chunks, run=kind.run):
            chunks = list(chunks)
            rows.extend(row.index for chunk in chunks for row in chunk)
            return run(self, plan, iter(chunks))

        monkeypatch.setattr(kind, "run", watched)
    out = ("--out", tmp_path / "out")
    interrupted(monkeypatch, 2, *common, *out, "--engine", first)
    rows.clear()
    assert run(*common, *out, "--engine", second) == 0
    assert rows == list(range(2 * CHUNK, 4 * CHUNK + 5))
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "whole")


@pytest.mark.slow
@pytest.mark.usefixtures("without_figures")
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_a_node_killed_in_the_middle_changes_no_byte(models, many, tmp_path, monkeypatch):
    """Nor does it that the local engine had begun, and the one that was left goes on."""
    common = ("--model", models(), "--data", many(tmp_path / "many", 80 * CHUNK + 5))
    assert run(*common, "--out", tmp_path / "local") == 0

    Cluster(None, 1)  # says whether Ray is there, and keeps its statistics off
    from ray.cluster_utils import Cluster as RealCluster

    node = {"num_cpus": 1, "object_store_memory": 80_000_000}
    cluster = RealCluster(initialize_head=True, head_node_args={**node, "include_dashboard": False})
    try:
        victim = cluster.add_node(**node)

        class Watched(RayEngine):
            def run(self, plan, chunks):
                ray, crew = self._connected()
                crew.equip(Kit.of(plan))
                ray.get([post.joining for post in crew.posts])  # both nodes take part
                for number, outcomes in enumerate(super().run(plan, chunks)):
                    if number == 2:
                        cluster.remove_node(victim, allow_graceful=False)
                        while sum(n["Alive"] for n in ray.nodes()) > 1:
                            threading.Event().wait(0.1)  # its actor works on until this is known
                    yield outcomes

        lost: list[str] = []
        lose = ray_engine._Run._lose

        def noted(self, post, why):
            lost.append(why)
            lose(self, post, why)

        monkeypatch.setattr(ray_engine._Run, "_lose", noted)
        monkeypatch.setattr(ray_engine, "RayEngine", Watched)
        words = ("--engine", "ray", "--address", cluster.address, "--workers", 2)
        interrupted(monkeypatch, 5, *common, "--out", tmp_path / "ray")
        assert run(*common, *words, "--out", tmp_path / "ray") == 0
    finally:
        cluster.shutdown()
    assert lost
    assert bytes_of(tmp_path / "ray") == bytes_of(tmp_path / "local")
