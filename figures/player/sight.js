/** Whether a person can see an element: it is on the screen, in a tab that is shown. */
export class Sight {
  constructor(element, changed) {
    this.onScreen = true;
    this.changed = changed;
    this.observer = new IntersectionObserver((entries) => {
      this.onScreen = entries[entries.length - 1].isIntersecting;
      changed();
    });
    this.observer.observe(element);
    document.addEventListener("visibilitychange", changed);
  }

  get seen() {
    return this.onScreen && !document.hidden;
  }

  destroy() {
    this.observer.disconnect();
    document.removeEventListener("visibilitychange", this.changed);
  }
}
