const WORDS_COME = 1200; // ms after the last answer in which words around the pictures may still come
const LEAST_MOVE = 0.5; // CSS pixels that are seen
const TURNS = 3; // margins may fall together, so that the first is not enough

/**
 * Keeps the pictures at their place on the page from when a hand is on a race until the app's words about it have come:
 * those may be fewer than before, or more. What is missing above the pictures is left empty, what is too much is scrolled by.
 */
export class Steady {
  held = false;
  place = 0; // where the pictures stand in what is scrolled
  width = 0; // of the window
  room = 0; // CSS pixels that are left empty above
  /** @type {Element} */ scroller;
  /** @type {HTMLElement} */ root;
  /** @type {HTMLElement} */ pictures;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ timer;

  constructor(root, pictures) {
    this.root = root; // above which room is left
    this.pictures = pictures;
    this.sizes = new ResizeObserver(() => this.correct());
    this.elsewhere = (event) => !root.contains(event.target) && this.end();
  }

  /** A hand has come. */
  begin() {
    clearTimeout(this.timer);
    if (this.held || !this.root.isConnected || document.fullscreenElement) return;
    this.held = true;
    this.scroller = scrollerOf(this.root);
    this.width = innerWidth;
    this.place = this.now();
    /** @type {HTMLElement} */ (this.scroller).style.overflowAnchor = "none"; // or the browser would do so, too
    for (let node = this.root.parentElement; node && node !== this.scroller; node = node.parentElement) this.sizes.observe(node);
    document.addEventListener("pointerdown", this.elsewhere, true);
  }

  /** It has gone, or an answer has come: what belongs to it comes within a moment. */
  settle() {
    if (!this.held) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.end(), WORDS_COME);
  }

  /** Another film, which no hand has asked for: its words need no room. */
  arrived() {
    if (this.held) this.settle();
    else if (this.room) this.leave(0);
  }

  end() {
    if (!this.held) return;
    this.held = false;
    clearTimeout(this.timer);
    this.sizes.disconnect();
    /** @type {HTMLElement} */ (this.scroller).style.overflowAnchor = "";
    document.removeEventListener("pointerdown", this.elsewhere, true);
  }

  /** Where the pictures stand in what is scrolled. */
  now() {
    return this.pictures.getBoundingClientRect().top + this.scroller.scrollTop;
  }

  correct() {
    if (innerWidth !== this.width || document.fullscreenElement) {
      this.end();
      return;
    }
    for (let turn = 0; turn < TURNS && Math.abs(this.now() - this.place) >= LEAST_MOVE; turn++) this.make(this.now() - this.place);
  }

  /** Room above the pictures, or less of it, and what is still too much is scrolled by. */
  make(moved) {
    const room = Math.max(0, this.room - moved);
    const rest = moved - (this.room - room);
    this.leave(room);
    this.place += rest;
    this.scroller.scrollTop += rest;
  }

  leave(room) {
    this.room = room;
    this.root.style.marginTop = room ? `${room}px` : "";
  }
}

/** What scrolls an element. */
function scrollerOf(element) {
  for (let node = element.parentElement; node; node = node.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(node).overflowY)) return node;
  }
  return document.scrollingElement ?? document.documentElement;
}
