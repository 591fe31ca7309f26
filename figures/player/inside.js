/** What rules went by in a race that the page has run, step by step, as overlays (figures/beliefs.py). */
export function insides(rules, beliefs, steps) {
  return rules.flatMap(({shapes}, i) => {
    if (!beliefs[i]) return [];
    let first = 0;
    return shapes.map(({rows, ...look}) => {
      const made = stepwise(look, beliefs[i], {first, rows, size: sizeOf(shapes), count: steps + 1});
      first += 2 * rows;
      return made;
    });
  });
}

/** A panel's overlays, in which what is inside a rule is what it goes by in this race, if the page can tell. */
export function lookedInto({overlays, racers}, made) {
  if (!made.length || !overlays.some(({inside}) => inside)) return overlays;
  const known = new Set(made.map(({racer}) => racer));
  const own = made.filter(({racer}) => !racers || racers.includes(racer));
  return [...overlays.filter(({inside, racer}) => !inside || !known.has(racer)), ...own];
}

/** How many numbers make up what a rule goes by at a step. */
export function sizeOf(shapes) {
  return shapes.reduce((sum, {rows}) => sum + 2 * rows, 0);
}

/** One shape's rows of two numbers, of every step: what is not whole is not drawn. */
function stepwise(look, values, {first, rows, size, count}) {
  const arrow = look.type === "arrow";
  const width = arrow ? 1 : rows;
  const [x, y, dx, dy] = [0, 1, 2, 3].map(() => new Float64Array(count * width).fill(NaN));
  for (let k = 0; k < count - 1; k++) {
    const own = values.subarray(k * size + first, k * size + first + 2 * rows);
    if ((arrow || look.type === "ellipse") && !own.every(Number.isFinite)) continue;
    for (let i = 0; i < width; i++) {
      x[k * width + i] = own[2 * i];
      y[k * width + i] = own[2 * i + 1];
    }
    if (arrow) [dx[k], dy[k]] = [own[2], own[3]];
  }
  const shaped = (part) => ({values: part, shape: arrow ? [count] : [count, rows]});
  return {...look, now: true, x: shaped(x), y: shaped(y), z: null, dx: shaped(dx), dy: shaped(dy), dz: null};
}
