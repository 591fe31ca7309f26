const AGAIN = 4000; // ms after which what the app has not confirmed is told to it again
const SELDOM = 30000; // between two such times

/** Says something again, less and less often, until it is stopped: a server that has come back may not have heard it. */
export class Retry {
  /** @type {ReturnType<typeof setTimeout> | undefined} */ timer;

  start(say, pause = AGAIN) {
    this.stop();
    this.timer = setTimeout(() => {
      this.start(say, Math.min(1.5 * pause, SELDOM)); // first, since what is said may stop it
      say();
    }, pause);
  }

  stop() {
    clearTimeout(this.timer);
  }
}
