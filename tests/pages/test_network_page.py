"""Networks, page 1: the ends of its controls, hostile addresses, rules for matrices; never an exception."""

import json

import pytest
from visit import films_told

import ui.lesson
from ui.network import LINED

KEY = "network"
QUICK = f"{KEY}.steps=50&{KEY}.n=40&{KEY}.width=4&{KEY}.depth=1"


def said(app):
    return " ".join(text.value for text in app.markdown)


def film(app):
    (film,) = films_told(app)
    return film


@pytest.mark.parametrize("data", ["circles", "digits", "breast_cancer", "diabetes"])
@pytest.mark.thorough
def test_every_kind_of_data_is_trained_on_and_shown(open_page, data):
    app = open_page(KEY, f"{QUICK}&{KEY}.data={data}&{KEY}.optimizers=adam")
    assert "After 50 steps Adam’s training loss is" in said(app)
    assert [panel["id"] for panel in film(app)["panels"]] == ["examples", "f", "test", "weights", "right", "g"]
    (results,) = app.dataframe
    assert [name for name in ("R²", "Classified correctly") if name in results.value] == [
        "R²" if data == "diabetes" else "Classified correctly"
    ]


@pytest.mark.parametrize("loss", ["cross-entropy", "squared"])
@pytest.mark.parametrize("batch", [0, 256])
@pytest.mark.thorough
def test_the_ends_of_the_controls(open_page, loss, batch):
    ends = f"{KEY}.batch={batch}&{KEY}.label_noise=0.5&{KEY}.l2=0.1&{KEY}.noise=0&{KEY}.seed=100"
    app = open_page(KEY, f"{QUICK}&{ends}&{KEY}.loss={loss}&{KEY}.optimizers=gradient_descent")
    assert app.slider(key=f"{KEY}.batch").value == batch
    assert "After 50 steps" in said(app)


def test_rules_for_matrices_train_here(open_page):
    app = open_page(KEY, f"{QUICK}&" + "&".join(f"{KEY}.optimizers={s}" for s in ("muon", "shampoo", "lamb", "adam~2")))
    assert [racer["name"] for racer in film(app)["racers"]] == ["Muon", "Shampoo", "LAMB", "Adam"]
    assert f"{KEY}.muon.beta" not in app.query_params


def test_the_same_rule_twice_runs_twice(open_page):
    app = open_page(KEY, f"{QUICK}&{KEY}.optimizers=lion&{KEY}.optimizers=lion~2")
    assert [racer["id"] for racer in film(app)["racers"]] == ["lion", "lion~2"]


def test_a_rule_that_lacks_something_is_left_out_with_the_reason(open_page):
    app = open_page(KEY, f"{KEY}.steps=50&{KEY}.n=40&{KEY}.width=32&{KEY}.optimizers=newton&{KEY}.optimizers=adam")
    assert app.info[0].value.startswith("Newton is left out: it needs a Hessian")
    assert [racer["id"] for racer in film(app)["racers"]] == ["adam"]


def test_no_optimizer_is_said(open_page):
    app = open_page(KEY, f"{QUICK}&{KEY}.optimizers=none")
    assert "Choose an optimizer" in app.info[0].value


def test_tuned_rates_are_set_and_lower_the_loss(open_page):
    app = open_page(KEY, f"{QUICK}&{KEY}.optimizers=gradient_descent")
    before = next(text.value for text in app.markdown if "training loss" in text.value)
    next(button for button in app.button if button.label == "Tune rates").click().run()
    assert not app.exception
    after = next(text.value for text in app.markdown if "training loss" in text.value)
    assert app.session_state[f"{KEY}.gradient_descent.lr"] != LINED["gradient_descent"].rule.lr
    loss = [float(text.split("training loss is ")[1].split(",")[0]) for text in (before, after)]
    assert loss[1] < loss[0]


@pytest.mark.parametrize(
    "query",
    [
        f"{KEY}.width=1e9&{KEY}.depth=-1&{KEY}.batch=nan&{KEY}.data=secret&{KEY}.steps=1e12&{KEY}.n=60",
        f"{KEY}.loss=none&{KEY}.activation=&{KEY}.seed=x&{KEY}.adam.lr=nan&{KEY}.optimizers=nobody",
    ],
)
def test_hostile_addresses(open_page, query):
    open_page(KEY, query + f"&{KEY}.optimizers=adam")


TABLE = "u,v,kind\n" + "".join(f"{i % 7},{(i * 3) % 5},{'ab'[i % 7 > 3]}\n" for i in range(40))


def with_table(open_page, content, name="mine.csv"):
    app = open_page(KEY, f"{QUICK}&{KEY}.optimizers=adam")
    return uploaded(app, content, name)


def uploaded(app, content, name="mine.csv"):
    """AppTest sends a file with one run only."""
    app.file_uploader[0].set_value((name, content if isinstance(content, bytes) else content.encode(), "text/csv"))
    app.run()
    assert not app.exception, app.exception
    return app


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.thorough
def test_a_table_of_ones_own_is_trained_on_and_stays_out_of_the_address(open_page, separator):
    app = with_table(open_page, TABLE.replace(",", separator))
    assert "30 rows to train on, 10 to test on; 2 features; 2 classes." in [text.value for text in app.caption]
    assert "30 training examples, 10 test examples" in said(app)
    assert not any("mine" in str(value) or "kind" in str(value) for value in app.query_params.values())
    app.selectbox(key=f"_{KEY}.label").set_value("v")
    uploaded(app, TABLE.replace(",", separator).replace("a\n", "1\n").replace("b\n", "2\n"))
    assert "5 classes" in " ".join(text.value for text in app.caption)
    app.file_uploader[0].set_value(None).run()
    assert "40 training examples" in said(app)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe\x00\x01", b"PK\x03\x04" * 400, b'"' * 4000, "x" * 999_999, "a,b\n" + "1,1e999\n" * 20,
        "<script>alert(1)</script>,k\n" + "=cmd(),1\n" * 20,
    ],
    ids=range(7),
)  # fmt: skip
@pytest.mark.thorough
def test_a_hostile_file_is_refused_and_nothing_is_lost(open_page, content):
    app = with_table(open_page, content, "**[x](y)**<b>.csv")
    (error,) = app.error
    assert "could not be used" in error.value
    assert "**[x]" not in error.value
    assert "40 training examples" in said(app)
    assert app.slider(key=f"{KEY}.steps").value == 50


def test_words_of_a_table_are_no_markup_in_the_picture(open_page, monkeypatch):
    films = []
    monkeypatch.setattr(ui.lesson, "export_button", lambda film, key: films.append(film))
    hostile = TABLE.replace("u,v", "<a href='x'>u</a>,%{customdata}").replace(",a\n", ",<b>%{x}</b>\n")
    with_table(open_page, hostile)
    sent = json.dumps(films[-1].document(), ensure_ascii=False)
    assert "‹b›" in sent
    assert [markup for markup in ("<a href", "<b>", "%{customdata}") if markup in sent] == []
