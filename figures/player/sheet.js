import {el} from "./dom.js";

const PAD = 16; // CSS pixels around everything
const WORDS = ".dh-title, .dh-subtitle, .dh-key span, .dh-caption, .dh-chip .dh-name, .dh-chip .dh-value";
const SWATCHES = ".dh-key i";

/** What a player shows, as one canvas: bases as Plotly draws them, once, and what moves above them, at any step. */
export class Sheet {
  /** @type {any[] | undefined} */ texts;

  /** @param {any} player */
  constructor(player, title = "", scale = 2) {
    this.player = player;
    this.title = title;
    this.box = player.root.getBoundingClientRect();
    const {controls, legend} = player;
    const top = legend.root.getBoundingClientRect().top;
    const bottom = controls.root.hidden ? this.box.bottom : controls.root.getBoundingClientRect().top;
    this.origin = [this.box.left - PAD, top - PAD - (title ? 30 : 0)];
    const size = [this.box.width + 2 * PAD, bottom - this.origin[1] + PAD];
    const [width, height] = size.map((length) => 2 * Math.ceil((scale * length) / 2)); // films need even numbers
    this.scale = scale;
    this.canvas = /** @type {HTMLCanvasElement} */ (el("canvas", {width, height}));
    this.ctx = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
  }

  /** Have Plotly draw the bases. */
  async ready() {
    const shown = this.player.stage.list.filter(({painter}) => painter);
    this.bases = await Promise.all(shown.map(async (panel) => {
      const [width, height] = panel.size;
      const address = await this.player.plotly.toImage(panel.gd, {format: "png", width, height, scale: this.scale});
      const image = new Image();
      image.src = address;
      await image.decode();
      return {panel, image, place: panel.plot.getBoundingClientRect()};
    }));
    return this;
  }

  /** The canvas as everything stands at a position of the film. */
  draw(position) {
    const {player, ctx, scale, origin: [left, top]} = this;
    this.texts ??= [...player.root.querySelectorAll(WORDS)].map((node) => textOf(node)); // they do not move
    player.scrub(position);
    player.stage.paint(player.film, player.clock.position, {...player.look, playing: false});
    ctx.setTransform(scale, 0, 0, scale, -scale * left, -scale * top);
    ctx.fillStyle = player.look.theme.ground;
    ctx.fillRect(left, top, this.canvas.width / scale, this.canvas.height / scale);
    for (const {panel, image, place: {x, y, width, height}} of this.bases ?? []) {
      ctx.drawImage(image, x, y, width, height);
      ctx.drawImage(panel.canvas, x, y, width, height);
    }
    for (const node of player.root.querySelectorAll(SWATCHES)) this.swatch(node);
    for (const chip of player.root.querySelectorAll(".dh-chip")) this.dot(chip);
    for (const text of this.texts) this.words(text.node.textContent, text);
    const {ink: color} = player.look.theme;
    if (this.title) this.words(this.title, {x: left + PAD, y: top + PAD, width: 1e4, size: 18, weight: 650, color, line: 24});
    return this.canvas;
  }

  swatch(node) {
    const {x, y, width, height} = node.getBoundingClientRect();
    this.ctx.fillStyle = getComputedStyle(node).backgroundColor;
    this.ctx.fillRect(x, y, width, height);
  }

  dot(chip) {
    const {x, y, height} = chip.getBoundingClientRect();
    this.ctx.beginPath();
    this.ctx.arc(x + 17, y + height / 2, 5.5, 0, 2 * Math.PI);
    this.ctx.fillStyle = this.player.color(chip.dataset.racer);
    this.ctx.globalAlpha = chip.getAttribute("aria-pressed") === "false" ? 0.4 : 1;
    this.ctx.fill();
    this.ctx.globalAlpha = 1;
  }

  /** Words in lines no wider than they may be. */
  words(text, {x, y, width, size, weight, color, line}) {
    const {ctx} = this;
    ctx.font = `${weight} ${size}px ${this.player.look.theme.font}`;
    ctx.fillStyle = color;
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    let [now, row] = ["", 0];
    const put = () => ctx.fillText(now, x, y + (row + 0.5) * line);
    for (const word of text.split(" ")) {
      const longer = now ? `${now} ${word}` : word;
      if (now && ctx.measureText(longer).width > width + 1) {
        put();
        [now, row] = [word, row + 1];
      } else now = longer;
    }
    put();
  }
}

/** Where a text stands, and how it is written. */
function textOf(node) {
  const {x, y, width, height} = node.getBoundingClientRect();
  const {fontSize, fontWeight: weight, color, lineHeight} = getComputedStyle(node);
  return {node, x, y, width, size: parseFloat(fontSize), weight, color, line: parseFloat(lineHeight) || height};
}
