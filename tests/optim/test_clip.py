import numpy as np
import pytest
from variants import Bowl

from optim import ON_VECTORS, OPTIMIZERS, Clip, Clipped, run
from surfaces import SURFACES


def clipped(slug, norm, **settings):
    return Clipped(OPTIMIZERS[slug](**settings), Clip(norm=norm))


def test_no_step_is_longer_than_the_rate_allows_and_its_direction_is_kept():
    t = run(clipped("gradient_descent", 2.0, lr=0.05), SURFACES["beale"](), steps=50)
    steps = -np.diff(t.points, axis=0)
    lengths = np.linalg.norm(steps, axis=-1)
    np.testing.assert_allclose(lengths, 0.05 * np.minimum(t.gradient_norms[:-1], 2.0), rtol=1e-6)
    cosine = (steps * t.gradients[:-1]).sum(axis=-1) / (lengths * t.gradient_norms[:-1])
    np.testing.assert_allclose(cosine, 1.0, rtol=1e-9)
    assert (t.gradient_norms[:-1] > 2.0).any()
    assert (t.gradient_norms[:-1] < 2.0).any()


def test_clipping_saves_momentum_from_diverging():
    rule = OPTIMIZERS["momentum"](lr=0.01)
    assert run(rule, SURFACES["beale"](), steps=50).diverged_at is not None
    assert run(Clipped(rule, Clip(norm=1.0)), SURFACES["beale"](), steps=50).diverged_at is None


@pytest.mark.parametrize("slug", ON_VECTORS)
def test_a_longer_norm_than_any_gradient_changes_nothing(slug):
    surface = Bowl()  # no residuals, which a clipped rule leaves aside
    plain = run(OPTIMIZERS[slug](), surface, steps=10)
    np.testing.assert_array_equal(run(clipped(slug, 1e100), surface, steps=10).points, plain.points)


def test_a_batch_of_norms_equals_its_lanes():
    batch = run(clipped("adam", [0.1, 1.0, 10.0], lr=0.1), SURFACES["beale"](), steps=40)
    for i, norm in enumerate((0.1, 1.0, 10.0)):
        single = run(clipped("adam", norm, lr=0.1), SURFACES["beale"](), steps=40)
        np.testing.assert_array_equal(batch.lane(i).points, single.points)
        assert batch.lane(i).optimizer.clip == Clip(norm=norm)
