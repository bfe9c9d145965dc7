"""Training of whole networks with torch: the network, the loop, and where it goes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from igtagger.engines import torch_network
from igtagger.engines.torch_batches import BatchSource
from igtagger.engines.torch_trainable import Classifier
from igtagger.engines.torch_training import CHECKPOINT, NetworkTraining, TrainingTask
from igtagger.engines.training_recipes import CARD, FINE_TUNE, MODERN, Recipe
from igtagger.errors import Cancelled, EngineError
from igtagger.models.catalog import ModelSpec, load_catalog
from igtagger.models.own_models import network_spec
from igtagger.preprocessing import Preprocessing
from igtagger.settings import Settings
from tests.making import random_state, tiny_spec
from tests.training_pictures import CLASSES, make_classes

SMALL = Preprocessing(size=32, crop_fraction=1.0, fit="stretch")
QUICK = replace(MODERN, epochs=3, batch=8, body_rate=2e-3, head_rate=2e-3, average=0.5)


def spec_of(labels: int = 3) -> ModelSpec:
    return replace(tiny_spec(labels=labels), preprocessing=SMALL)


@pytest.fixture
def task(tmp_path: Path) -> TrainingTask:
    folder = make_classes(tmp_path / "pictures", 10, side=32)
    paths = sorted(folder.rglob("*.jpg"))
    labels = np.array([CLASSES.index(path.parent.name) for path in paths], np.intp)
    held_out = np.arange(len(paths)) % 5 == 0
    return TrainingTask(
        *(spec_of(), None, None, paths, labels, held_out),
        folder=tmp_path / "training",
        mark="one",
        device="cpu",
        workers=2,
    )


def run(task: TrainingTask, recipe: Recipe = QUICK) -> NetworkTraining:
    training = NetworkTraining(task, recipe)
    for _ in training.run(Event()):
        pass
    return training


@pytest.mark.parametrize("name", ["everyday-small", "everyday", "32x8d"])
def test_it_holds_what_a_file_of_such_a_model_must_hold(name: str) -> None:
    spec = network_spec(load_catalog(Settings(Path())).find(name), "own-x", 3)
    with torch.device("meta"):
        tensors = Classifier(spec, keeps_statistics=True).tensors()
    assert {key: tuple(value.shape) for key, value in tensors.items()} == spec.tensors()


@pytest.mark.parametrize("name", ["tiny", "everyday-small"])
def test_it_says_what_the_network_for_inference_says(name: str, tmp_path: Path) -> None:
    spec = spec_of()
    if name != "tiny":
        spec = network_spec(load_catalog(Settings(Path())).find(name), "own-x", 3)
    file = tmp_path / "weights.safetensors"
    save_file(random_state(spec), file)
    learning = Classifier(spec, keeps_statistics=True)
    learning.load_body(spec, file)
    folded = torch_network.load(
        spec, file, dtype=torch.float32, device=torch.device("cpu"), cancel=Event()
    )
    pixels = torch.randn(2, 3, 64, 64)
    with torch.inference_mode():
        assert torch.allclose(learning.eval()(pixels), folded(pixels), rtol=1e-3, atol=1e-3)


def test_statistics_are_kept_where_the_recipe_says_so() -> None:
    network = Classifier(spec_of(), keeps_statistics=True).train()
    before = {name: value.clone() for name, value in network.tensors().items()}
    network(torch.randn(4, 3, 32, 32))
    assert all(torch.equal(value, before[name]) for name, value in network.tensors().items())
    free = Classifier(spec_of(), keeps_statistics=False).train()
    before = {name: value.clone() for name, value in free.tensors().items()}
    free(torch.randn(4, 3, 32, 32))
    assert not torch.equal(free.tensors()["bn1.running_mean"], before["bn1.running_mean"])


def test_it_learns(task: TrainingTask) -> None:
    recipe = replace(QUICK, epochs=25, smoothing=0.0, head_rate=1e-2, body_rate=1e-2)
    reports = list(NetworkTraining(task, recipe).run(Event()))
    assert reports[0].right is None
    assert reports[-1].loss < 0.8 * reports[0].loss
    assert reports[-1].right is not None
    assert reports[-1].right >= 0.6  # by chance it were a third


@pytest.mark.parametrize("recipe", [FINE_TUNE, CARD, MODERN])
def test_the_last_steps_learn_fastest_and_batch_norms_do_not_decay(
    task: TrainingTask, recipe: Recipe
) -> None:
    training = NetworkTraining(task, recipe)
    groups = training._optimizer.param_groups
    rates = [group["full"] for group in groups]
    assert rates[-1] == recipe.head_rate
    assert rates[-3] == pytest.approx(recipe.body_rate)
    assert rates[0] == pytest.approx(recipe.body_rate * recipe.first_share)
    assert rates == sorted(rates)
    for group in groups:
        decays = all(parameter.dim() > 1 for parameter in group["params"])
        assert group["weight_decay"] == (recipe.weight_decay if decays else 0)
    count = sum(len(group["params"]) for group in groups)
    assert count == len(list(training._network.parameters()))


def test_the_models_card_is_followed(task: TrainingTask) -> None:
    optimizer = NetworkTraining(task, CARD)._optimizer
    assert isinstance(optimizer, torch.optim.SGD)
    assert optimizer.defaults["nesterov"]
    assert optimizer.defaults["momentum"] == 0.9
    assert CARD.weight_decay == 0.001


def test_stopped_in_its_second_epoch_it_goes_on_after_the_first(task: TrainingTask) -> None:
    cancel = Event()
    training = NetworkTraining(task, QUICK)
    reports = training.run(cancel)
    while next(reports).epoch < 2:
        pass
    cancel.set()
    with pytest.raises(Cancelled):
        next(reports)
    again = NetworkTraining(task, QUICK)
    assert again.epochs_done == 1
    epochs = [report.epoch for report in again.run(Event())]
    assert epochs[0] == 2
    assert epochs[-1] == 3


def test_one_that_was_stopped_ends_as_one_that_was_not(task: TrainingTask, tmp_path: Path) -> None:
    def without_chance(training: NetworkTraining, cancel: Event) -> None:
        """The parts of pictures that are seen are by chance, of the same beginning each epoch."""
        for _ in training.run(cancel):
            torch.manual_seed(5)

    recipe = replace(QUICK, least_part=1.0, batch=4)
    whole = NetworkTraining(replace(task, folder=tmp_path / "whole", workers=1), recipe)
    without_chance(whole, Event())
    first = NetworkTraining(replace(task, workers=1), recipe)
    for report in first.run(Event()):
        torch.manual_seed(5)
        if report.epoch == 2:
            break
    second = NetworkTraining(replace(task, workers=1), recipe)
    assert second.epochs_done == 1
    torch.manual_seed(5)
    without_chance(second, Event())
    for name, value in whole.best().items():
        assert np.allclose(value, second.best()[name], atol=1e-4), name


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.write_bytes(file.read_bytes()[:1000]),
        lambda file: file.write_bytes(b""),
        lambda file: file.unlink(),
    ],
)
def test_a_checkpoint_that_is_no_good_is_not_taken(task: TrainingTask, spoil: object) -> None:
    run(task)
    spoil(task.folder / CHECKPOINT)  # type: ignore[operator]
    assert NetworkTraining(task, QUICK).epochs_done == 0


def test_a_checkpoint_of_another_training_is_not_taken(task: TrainingTask) -> None:
    run(task)
    assert NetworkTraining(task, QUICK).epochs_done == 3
    assert NetworkTraining(replace(task, mark="two"), QUICK).epochs_done == 0


def test_a_head_that_fits_is_not_made_worse(task: TrainingTask) -> None:
    start = NetworkTraining(task, QUICK)._network
    head = start.head.weight.detach().numpy(), start.head.bias.detach().numpy()
    spoiling = replace(QUICK, head_rate=5.0, body_rate=0.0, keeps_statistics=True)
    best = run(replace(task, head=head), spoiling).best()
    assert np.array_equal(best["fc.weight"], head[0])


def test_pictures_are_turned_left_to_right_only_where_that_is_wanted(task: TrainingTask) -> None:
    path = task.paths[0]
    pixels = np.zeros((32, 32, 3), np.uint8)
    pixels[:, :16] = 255
    Image.fromarray(pixels).save(path, quality=95)
    source = BatchSource([path], SMALL, 1, 1)
    left = []
    for flips in (True, False):
        seen = [
            next(source.varied([0], 1.0, seed, Event(), flips=flips)).pixels for seed in range(12)
        ]
        left.append({bool(each[0, 16, 2].sum() > each[0, 16, -3].sum()) for each in seen})
    assert left == [{True, False}, {True}]


def test_it_ends_where_it_learns_no_more(task: TrainingTask) -> None:
    recipe = replace(QUICK, epochs=50, patience=2, body_rate=0.0, head_rate=0.0)
    recipe = replace(recipe, keeps_statistics=True)
    training = run(task, recipe)
    assert training.epochs_done == 3


def test_without_pictures_held_out_it_goes_to_the_end(task: TrainingTask) -> None:
    training = run(replace(task, held_out=np.zeros_like(task.held_out)))
    assert training.epochs_done == 3
    assert all(np.isfinite(value).all() for value in training.best().values())


def test_what_it_says_of_all_pictures_is_what_its_best_weights_say(task: TrainingTask) -> None:
    training = run(task)
    count = len(task.paths)
    features = np.zeros((count, training._network.features), np.float32)
    logits = np.zeros((count, 3), np.float32)
    assert list(training.describe(features, logits, Event()))[-1] == count
    best = training.best()
    assert np.allclose(features @ best["fc.weight"].T + best["fc.bias"], logits, atol=1e-3)


def test_how_long_it_takes_is_told_without_learning_from_it(task: TrainingTask) -> None:
    training = NetworkTraining(task, CARD)
    before = {name: value.clone() for name, value in training._network.tensors().items()}
    assert training.seconds_left() > 0
    for name, value in training._network.tensors().items():
        assert torch.equal(value, before[name])


def test_a_device_that_is_not_there_is_told(task: TrainingTask) -> None:
    if torch.cuda.is_available():
        pytest.skip("there is a CUDA device")
    with pytest.raises(EngineError):
        NetworkTraining(replace(task, device="cuda"), QUICK)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_on_a_gpu_the_large_network_learns_in_bf16(task: TrainingTask) -> None:
    spec = network_spec(load_catalog(Settings(Path())).find("32x8d"), "own-x", 3)
    recipe = replace(CARD, epochs=2, batch=8)
    training = run(replace(task, spec=spec, device="cuda"), recipe)
    assert training.device.type == "cuda"
    best = training.best()
    assert {name: value.shape for name, value in best.items()} == spec.tensors()
    assert all(np.isfinite(value).all() for value in best.values())
