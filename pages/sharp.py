"""Networks, page 5: sharp and flat minima, and the test set."""

import streamlit as st

from lessons.sharp import rescaled
from lessons.sharp.batches import ENDS, LOOKS, SEEDS, STEPS, Sharp, answer, film, geometric, interval, verdict, worked
from lessons.sharp.rescaled import Rescaled
from ui.lecture import lecture, section
from ui.lesson import picture, presets, set_to, settings
from ui.once import once
from ui.table import figure
from ui.work import again, work


@section(
    "Small and large batches",
    "sharp",
    "Keskar et al. ([2017](https://arxiv.org/abs/1609.04836)) found that large batches end in sharp minima which do "
    "worse on new examples; Zhou et al. ([2020](https://arxiv.org/abs/2010.05627)) that Adam ends sharper than SGD; "
    "Wilson et al. ([2017](https://arxiv.org/abs/1705.08292)) that it does worse on test sets. Here a small network "
    f"learns 256 digits, up to half of them under a wrong label, for {STEPS} steps each way. Does it happen here?",
    r"\lambda_\mathrm{max}\big(\nabla^2 E(w)\big) \qquad \text{against} \qquad E_\mathrm{test}(w)",
)
def batches(key):
    presets(Sharp, key)
    chosen = settings(Sharp, key)
    jobs = chosen.jobs
    made = work(jobs, worked, lambda job: f"{LOOKS[job[3:5]][0]}, seed {job[5]}", key, seconds=60.0, kept=400,
                recorded=ENDS)  # fmt: skip
    seeds = [seed for seed in range(SEEDS) if all((*job[:5], seed) in made for job in jobs)]
    if len(seeds) < 2:
        return
    prefix = jobs[0][:3]
    ends = {config: [made[(*prefix, *config, seed)] for seed in seeds] for config in LOOKS}
    st.markdown(once(answer, ends))
    picture(once(film, chosen, ends), f"{key}.film", beside=lambda: again(key))
    st.caption(once(verdict, ends))
    with st.expander("All results"):
        st.dataframe([row(config, runs) for config, runs in ends.items()], hide_index=True, width="stretch")


def row(config, runs):
    """A line of the table: means with their intervals over seeds."""
    told = {}
    for name, of, values in (
        ("Training loss", interval, [e.loss[-1] for e in runs]), ("Test loss", interval, [e.test[-1] for e in runs]),
        ("Classified correctly", interval, [e.right for e in runs]),
        ("Sharpness, geometric mean", geometric, [e.sharpness for e in runs]),
    ):  # fmt: skip
        mean, low, high = of(values)
        told[name] = f"{figure(mean)} [{figure(low)}, {figure(high)}]"
    return {"": LOOKS[config][0]} | told


@section(
    "A delicate word",
    "sharp.rescaled",
    "ReLU does not mind a positive factor: multiply a layer by α and divide the next one by it, and the network "
    "computes the same, for every example. But the valley around it becomes narrower one way and wider the other (Dinh "
    "et al. [2017](https://arxiv.org/abs/1703.04933)). What is sharp depends on how the weights are written.",
    r"\begin{gathered} \mathrm{ReLU}(\alpha z) = \alpha\, \mathrm{ReLU}(z) \\[0.4em] \Longrightarrow \quad "
    r"\tfrac{1}{\alpha} W_2\, \mathrm{ReLU}(\alpha W_1 x) = W_2\, \mathrm{ReLU}(W_1 x) \end{gathered}",
)
def delicate(key):
    presets(Rescaled, key)
    chosen = settings(Rescaled, key)
    st.markdown(once(rescaled.verdict, chosen))
    picture(once(rescaled.film, chosen), f"{key}.film", events=["handle"],
            on_event=lambda event: set_to(Rescaled, key, alpha=event["x"]))  # fmt: skip


lecture(
    "Sharp, flat, and the test set",
    "Of two networks that fit the training examples alike, does the one in the flatter valley do better on new ones? "
    "Measured over seeds; and a warning about the word “sharp”.",
    batches,
    delicate,
)
