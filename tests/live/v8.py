"""The page's engine in V8, without a page: many single steps and whole runs in few calls."""

import json
from functools import cache
from pathlib import Path

import numpy as np
from py_mini_racer import MiniRacer

from figures.script import bundle

ENGINE = Path(__file__).parents[2] / "figures" / "player" / "engine.js"
STEP = 7  # at which surfaces that drift are asked
TAKE = """
const taken = (job) => {
  const made = engine.pair(job.surface.program, job.program);
  made.Q.set(job.surface.numbers);
  made.P.set(job.numbers);
  if (job.minimum) made.M.set(job.minimum);
  made.shape();
  return made;
};
const steps = (jobs, buffer) => {
  const all = new Float64Array(buffer);
  for (const job of jobs) {
    const made = taken(job);
    const {W, S, N, T} = made;
    const [d, s] = [W.length, S.length];
    for (let i = 0, at = job.at; i < job.count; i++) {
      const k = all[at];
      for (let j = 0; j < d; j++) T[j] = all[at + 1 + j];
      for (let j = 0; j < d; j++) W[j] = all[at + 1 + d + j];
      for (let j = 0; j < s; j++) S[j] = all[at + 1 + 2 * d + j];
      N.fill(0);
      made.stand(k);
      made.tick(k, 0);
      made.step(k, 0);
      at += 1 + 2 * d + s;
      for (const part of [W, S, N]) for (const value of part) all[at++] = value;
    }
  }
};
const points = (jobs, buffer) => {
  const all = new Float64Array(buffer);
  for (const job of jobs) {
    const {Q, A, shape, stand, f, grad, hess} = engine.pair(job.surface.program, job.program);
    Q.set(job.surface.numbers);
    shape();
    stand(job.step);
    for (let i = 0, at = job.at; i < job.count; i++, at += 8) {
      const w = all.subarray(at, at + 2);
      all[at + 2] = f(...w);
      grad(...w);
      all.set(A.subarray(0, 2), at + 3);
      hess(...w);
      all.set(A.subarray(0, 3), at + 5);
    }
  }
};
const races = (specs, buffer) => specs.map((spec) => {
  let at = spec.at;
  const channels = spec.rules.map(() => Object.fromEntries(spec.channels.map((name) => {
    const values = new Float64Array(buffer, 8 * at, spec.steps + 1);
    at += spec.steps + 1;
    return [name, values];
  })));
  return engine.race(spec, channels).map(({at}) => at);
});
const downhill = (specs) => specs.map((spec) => {
  const channels = spec.rules.map(() => ({x: [], f: []}));
  return engine.race(spec, channels).map(({downhill: down}) => down);
});
"""


class V8:
    """An engine with some programs."""

    def __init__(self, programs):
        self.context = MiniRacer()
        self.context.eval(engine_script())
        self.context.eval(f"const engine = compile({json.dumps(programs)}); {TAKE}")

    def call(self, function, jobs, numbers):
        """Call a function of TAKE on jobs and an array of numbers: its result, and the array as it is afterwards."""
        buffer = self.context.eval(f"var buffer = new ArrayBuffer({max(8 * len(numbers), 8)}); buffer")
        shared = np.frombuffer(buffer, dtype=float)
        shared[: len(numbers)] = numbers
        result = self.context.eval(f"JSON.stringify({function}({json.dumps(jobs)}, buffer) ?? null)")
        return json.loads(result), shared[: len(numbers)].copy()


@cache
def engine_script():
    return bundle(ENGINE).replace("export function", "function")
