"""The lines that record a track elsewhere, as README and Race show them; tests run them as they stand."""

RECIPES = {
    "PyTorch": """\
rows = ["optimizer,step,x,y"]
for k in range(201):
    rows.append(f"AdamW,{k},{w[0].item()},{w[1].item()}")
    opt.zero_grad()
    f(w).backward()
    opt.step()
Path("run.csv").write_text("\\n".join(rows))
""",
    "optax": """\
rows, state = ["optimizer,step,x,y"], opt.init(w)
for k in range(201):
    rows.append(f"adam,{k},{w[0]},{w[1]}")
    update, state = opt.update(jax.grad(f)(w), state, w)
    w = optax.apply_updates(w, update)
Path("run.csv").write_text("\\n".join(rows))
""",
    "SciPy": """\
track = [w]
minimize(f, w, method="BFGS", callback=lambda now: track.append(now.copy()))
rows = ["optimizer,step,x,y"]
rows += [f"BFGS,{k},{x},{y}" for k, (x, y) in enumerate(track)]
Path("run.csv").write_text("\\n".join(rows))
""",
}
