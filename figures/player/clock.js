const REST = 0.9; // seconds a looping film rests on its last picture
const LONGEST_FRAME = 0.1; // seconds: a tab that slept does not leap

/** The one clock: a position in steps, moved by the display's frames. */
export class Clock {
  position = 0;
  speed = 1;
  playing = false;
  rested = 0;
  held = false;
  /** @type {number | null} */ last = null; // when the last frame was, in ms

  /** @param {{steps: number, rate: number, loop: boolean}} film */
  constructor({steps, rate, loop}) {
    this.steps = steps;
    this.rate = rate;
    this.loop = loop;
  }

  get step() {
    return Math.floor(this.position + 1e-6);
  }

  get atEnd() {
    return this.position >= this.steps;
  }

  play() {
    if (this.atEnd) this.position = 0;
    this.playing = true;
    this.last = null;
    this.rested = 0;
  }

  pause() {
    this.playing = false;
  }

  seek(position) {
    this.position = Math.min(Math.max(position, 0), this.steps);
    this.rested = 0;
  }

  /** Stay at a position, though playing, while the person scrubs. */
  hold(position) {
    this.seek(position);
    this.held = true;
  }

  release() {
    this.held = false;
  }

  /** One step on or back, to a whole step. */
  move(by) {
    this.seek(by > 0 ? this.step + by : Math.ceil(this.position - 1e-6) + by);
  }

  /** Go on to the time `now` (ms); true if playback has just come to its end. */
  tick(now) {
    if (!this.playing) return false;
    const elapsed = this.last === null ? 0 : Math.min((now - this.last) / 1000, LONGEST_FRAME);
    this.last = now;
    if (this.held) return false;
    if (!this.atEnd) {
      this.position = Math.min(this.position + elapsed * this.rate * this.speed, this.steps);
      return this.atEnd && !this.loop ? this.stop() : false;
    }
    this.rested += elapsed;
    if (!this.loop) return this.stop();
    if (this.rested >= REST) this.seek(0);
    return false;
  }

  stop() {
    this.playing = false;
    return true;
  }

  /** Another film on the same clock: the position stays, as far as it exists. */
  adopt({steps, rate}) {
    this.steps = steps;
    this.rate = rate;
    this.seek(this.position);
  }
}
