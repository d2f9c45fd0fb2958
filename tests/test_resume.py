"""A run that is stopped and goes on ends where one without a stop ends."""
import doctest
import pathlib
import pickle
import subprocess
import sys
import zipfile

import pytest
import torch
from torch import nn

from utils import augment, models, resume, train
from utils.checkpoints import CheckpointError

ROOT = pathlib.Path(__file__).resolve().parents[1]
IMAGES = torch.rand(60, 1, 28, 28, generator=torch.Generator().manual_seed(0))
LABELS = torch.arange(60) % 10


def shifted(images, generator):
    return augment.random_shift(images, 1, generator)


class Stop(Exception):
    """The plug is pulled."""


def stop_at(call, change=shifted):
    """`change`, but the given call of it raises; the first is a look at it."""
    calls = []

    def stopping(images, generator):
        calls.append(len(images))
        if len(calls) == call:
            raise Stop
        return change(images, generator)
    return stopping


def normed():
    return nn.Sequential(nn.Conv2d(1, 4, 3, stride=3), nn.BatchNorm2d(4),
                         nn.ReLU(), nn.Flatten(), nn.Dropout(0.3),
                         nn.Linear(324, 10))


def run(build=normed, seed=0, **options):
    """One training; the model, its history, the generator it drew from."""
    torch.manual_seed(seed)
    model, generator = build(), torch.Generator().manual_seed(5)
    given = {"epochs": 4, "batch_size": 16, "lr": 0.01, "augment": shifted,
             "generator": generator, "images": IMAGES, "labels": LABELS}
    given |= options
    history = train.fit(model, given.pop("images"), given.pop("labels"),
                        **given)
    history.pop("seconds")
    return model, history, generator


def bits(model):
    """All that a model keeps, bit for bit: the sign of a zero counts too."""
    return {name: tensor.contiguous().numpy().tobytes()
            for name, tensor in model.state_dict().items()}


@pytest.mark.parametrize("build", [normed, models.convnet_dropout])
@pytest.mark.parametrize("options", [
    {}, {"validation": (IMAGES[:20], LABELS[:20])}, {"mixed_precision": True}])
@pytest.mark.parametrize("call", [3, 6, 9, 17])
def test_stopped_anywhere_it_ends_at_the_same_bits(tmp_path, build, options,
                                                   call):
    """Calls 2-5 are epoch 1, ..., 14-17 are epoch 4."""
    whole, history, generator = run(build, **options)
    kept = tmp_path / "run.pt"
    with pytest.raises(Stop):
        run(build, augment=stop_at(call), checkpoint=kept, **options)
    assert kept.exists() == (call > 5)
    resumed, again, later = run(build, seed=1 if call > 5 else 0,
                                checkpoint=kept, **options)
    assert bits(whole) == bits(resumed) and history == again
    assert torch.equal(generator.get_state(), later.get_state())
    assert not resumed.training


def test_a_checkpoint_changes_no_bit_and_leaves_the_global_generator(tmp_path):
    whole, history, _ = run()
    expected = torch.rand(3)
    kept, again, _ = run(checkpoint=tmp_path / "run.pt")
    assert torch.equal(torch.rand(3), expected)
    assert bits(whole) == bits(kept) and history == again
    run(checkpoint=tmp_path / "run.pt")
    assert torch.equal(torch.rand(3), expected)


KILLED = '''
import sys
import torch
sys.path.insert(0, "tests")
import test_resume as here
torch.set_num_threads(int(sys.argv[2]))
calls = 0

def waiting(images, generator):
    global calls
    calls += 1
    if calls == 12:
        print("in epoch 3", flush=True)
        sys.stdin.read()
    return here.shifted(images, generator)

here.run(here.models.convnet_dropout, augment=waiting, checkpoint=sys.argv[1])
'''


def test_killed_in_the_middle_of_an_epoch(tmp_path):
    """SIGKILL cannot be caught: no handler, no `finally` gets its turn."""
    kept = tmp_path / "run.pt"
    with subprocess.Popen([sys.executable, "-c", KILLED, kept,
                           str(torch.get_num_threads())], cwd=ROOT, text=True,
                          stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == "in epoch 3\n"
        process.kill()
    assert process.returncode != 0
    assert len(resume.load_state(kept)["records"]) == 2
    whole, history, _ = run(models.convnet_dropout)
    resumed, again, _ = run(models.convnet_dropout, seed=1, checkpoint=kept)
    assert bits(whole) == bits(resumed) and history == again


def test_a_finished_run_is_only_read(tmp_path, monkeypatch):
    whole, history, generator = run(checkpoint=tmp_path / "run.pt")
    monkeypatch.setattr(train, "_run_epoch", None)
    read, again, later = run(seed=1, checkpoint=tmp_path / "run.pt")
    assert bits(whole) == bits(read) and history == again and not read.training
    assert torch.equal(generator.get_state(), later.get_state())


def test_what_is_missing_would_be_missed(tmp_path):
    """Each piece of the state, put back as new, ends at other weights."""
    whole, _, _ = run()
    with pytest.raises(Stop):
        run(augment=stop_at(12), checkpoint=tmp_path / "run.pt")
    state = resume.load_state(tmp_path / "run.pt")
    fresh = torch.Generator().manual_seed(5).get_state()
    torch.manual_seed(8)
    new = normed()
    adam = torch.optim.AdamW(new.parameters(), lr=0.01, weight_decay=0.01)
    cycle = torch.optim.lr_scheduler.OneCycleLR(adam, 0.01, total_steps=16)
    model, optimizer, schedule = state["parts"]
    for spoilt in ({"generator": fresh}, {"dropout": fresh},
                   {"parts": [new.state_dict(), optimizer, schedule]},
                   {"parts": [model, adam.state_dict(), schedule]},
                   {"parts": [model, optimizer, cycle.state_dict()]}):
        resume.save_state(tmp_path / "spoilt.pt", state | spoilt)
        other, _, _ = run(checkpoint=tmp_path / "spoilt.pt")
        assert bits(whole) != bits(other), spoilt.keys()


OTHERS = {
    "epochs": {"epochs": 5}, "batch_size": {"batch_size": 20},
    "lr": {"lr": 0.02}, "weight_decay": {"weight_decay": 0.02},
    "one_cycle": {"one_cycle": False},
    "mixed_precision": {"mixed_precision": True},
    "images": {"images": IMAGES.flip(-1)}, "labels": {"labels": LABELS.flip(0)},
    "validation": {"validation": (IMAGES, LABELS)},
    "augment": {"augment": augment.random_flip},
    "generator": {"generator": torch.Generator().manual_seed(6)},
    "model": {"build": models.convnet}}


@pytest.mark.parametrize("name", OTHERS)
def test_another_run_is_refused_by_name(tmp_path, name):
    kept = tmp_path / "run.pt"
    with pytest.raises(Stop):
        run(augment=stop_at(8), checkpoint=kept)
    before = kept.read_bytes()
    with pytest.raises(CheckpointError,
                       match=rf"run.pt is of another run: {name} was \S+, now "
                       r"[^;]+; delete the file .* or give another path"):
        run(checkpoint=kept, **OTHERS[name])
    assert kept.read_bytes() == before


def test_a_rate_of_dropout_and_no_augmentation_count_too(tmp_path):
    def wetter():
        model = normed()
        model[4].p = 0.4
        return model
    run(checkpoint=tmp_path / "run.pt", epochs=1)
    for change in ({"build": wetter}, {"augment": None}, {"generator": None}):
        with pytest.raises(CheckpointError, match="another run"):
            run(checkpoint=tmp_path / "run.pt", epochs=1, **change)


@pytest.mark.parametrize("part", [0, 0.3, 0.9, 0.999])
def test_half_a_file_is_named_damaged(tmp_path, part):
    kept = tmp_path / "run.pt"
    run(checkpoint=kept, epochs=1)
    data = kept.read_bytes()
    kept.write_bytes(data[:int(part * len(data))])
    with pytest.raises(CheckpointError, match="run.pt is damaged.*delete"):
        run(checkpoint=kept, epochs=1)


def test_a_flipped_bit_is_found_or_does_no_harm(tmp_path):
    kept = tmp_path / "run.pt"
    run(checkpoint=kept, epochs=1)
    data, good = kept.read_bytes(), resume.load_state(kept)
    wrong = torch.randint(8 * len(data), (200,),
                          generator=torch.Generator().manual_seed(0))
    found = 0
    for bit in wrong.tolist():
        spoilt = bytearray(data)
        spoilt[bit // 8] ^= 1 << bit % 8
        kept.write_bytes(spoilt)
        try:
            state = resume.load_state(kept)
        except CheckpointError:
            found += 1
        else:
            assert str(state) == str(good)
    assert found > 100


class Bomb:
    def __reduce__(self):
        return (pathlib.Path("exploded").touch, ())


@pytest.mark.parametrize("content", [
    b"not a file of weights", pickle.dumps({"epoch": 3}), Bomb, {"epoch": 3}, 7])
def test_files_of_other_kinds_run_nothing(tmp_path, monkeypatch, content):
    monkeypatch.chdir(tmp_path)
    kept = tmp_path / "run.pt"
    if isinstance(content, bytes):
        kept.write_bytes(content)
    else:
        torch.save(Bomb() if content is Bomb else content, kept)
    with pytest.raises(CheckpointError, match="run.pt .*delete"):
        run(checkpoint=kept)
    assert not (tmp_path / "exploded").exists()


def test_a_crash_while_writing_leaves_the_last_whole_file(tmp_path,
                                                          monkeypatch):
    kept = tmp_path / "run.pt"
    with pytest.raises(Stop):
        run(augment=stop_at(8), checkpoint=kept)

    def crash(*_):
        raise OSError("no space left on device")
    with monkeypatch.context() as patch:
        patch.setattr(pathlib.Path, "replace", crash)
        with pytest.raises(OSError, match="no space"):
            run(checkpoint=kept)
    assert len(resume.load_state(kept)["records"]) == 1
    whole, _, _ = run()
    assert bits(whole) == bits(run(checkpoint=kept)[0])
    assert [path.name for path in tmp_path.iterdir()] == ["run.pt"]


@pytest.mark.parametrize("place, error", [
    ("nowhere/run.pt", FileNotFoundError), (".", IsADirectoryError)])
def test_a_place_for_the_file_is_wanted_before_training(tmp_path, monkeypatch,
                                                        place, error):
    monkeypatch.setattr(train, "_run_epoch", None)
    with pytest.raises(error, match="checkpoint"):
        run(checkpoint=tmp_path / place)


def test_the_file_is_a_torch_file_of_tensors_numbers_and_text(tmp_path):
    run(checkpoint=str(tmp_path / "run.pt"))
    assert zipfile.is_zipfile(tmp_path / "run.pt")
    state = torch.load(tmp_path / "run.pt", weights_only=True)
    assert [record["loss"] for record in state["records"]]
    assert state["settings"]["epochs"] == 4


def test_digest_sees_bits_shapes_and_kinds():
    one = torch.arange(6.0)
    others = [one.view(2, 3), one.double(), one + 1e-6, -one, one[:5],
              one.to(torch.bfloat16)]
    assert len({resume.digest(each) for each in [one, *others]}) == 7
    assert resume.digest(one.view(2, 3).T) == resume.digest(
        one.view(2, 3).T.contiguous())
    assert resume.digest(one) == resume.digest(one.clone())
    assert resume.digest("a", "b") != resume.digest("b", "a")


def test_examples_in_docstrings():
    assert doctest.testmod(resume).failed == 0
