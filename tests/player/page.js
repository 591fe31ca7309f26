/** As much of a page as the player's own elements need: a tree, attributes, events, the one that has the focus. */

class Element extends EventTarget {
  constructor(tag) {
    super();
    Object.assign(this, {tagName: tag.toUpperCase(), children: [], parent: null, attributes: new Map(), style: {}});
    this.disabled = this.hidden = false;
  }

  get parentElement() {
    return this.parent;
  }

  getBoundingClientRect() {
    return {left: 5, top: 7};
  }

  append(...nodes) {
    for (const node of nodes) this.insertBefore(node, null);
  }

  insertBefore(node, before) {
    node.remove?.();
    const at = before === null ? this.children.length : this.children.indexOf(before);
    if (at < 0) throw new Error("not a child");
    this.children.splice(at, 0, node);
    if (node instanceof Element) node.parent = this;
  }

  replaceChildren(...nodes) {
    for (const child of [...this.children]) child.remove?.();
    this.children = [];
    this.append(...nodes);
  }

  remove() {
    if (this.parent) this.parent.children = this.parent.children.filter((child) => child !== this);
    this.parent = null;
  }

  get isConnected() {
    const {head, body} = globalThis.document;
    return this === head || this === body || Boolean(this.parent?.isConnected);
  }

  setAttribute(name, value) {
    this.attributes.set(name, String(value));
    if (name === "hidden") this.hidden = true;
  }

  getAttribute(name) {
    return this.attributes.get(name) ?? null;
  }

  removeAttribute(name) {
    this.attributes.delete(name);
  }

  focus() {
    globalThis.document.activeElement = this;
  }

  /** All that is written in it, in order. */
  get text() {
    const inside = this.children.map((child) => (child instanceof Element ? child.text : child)).join("");
    return inside || (this.textContent ?? "");
  }

  *within() {
    for (const child of this.children) {
      if (!(child instanceof Element)) continue;
      yield child;
      yield* child.within();
    }
  }

  querySelector(selector) {
    return [...this.within()].find((node) => `.${node.className}` === selector) ?? null;
  }
}

class Page extends EventTarget {
  head = new Element("head");
  body = new Element("body");
  activeElement = this.body;

  createElement(tag) {
    return new Element(tag);
  }

  createElementNS(space, tag) {
    return new Element(tag);
  }

  getElementById(id) {
    return [...this.head.within(), ...this.body.within()].find((node) => node.id === id) ?? null;
  }
}

/** A new empty page, which the player's modules see as theirs. */
export function page() {
  globalThis.document = /** @type {any} */ (new Page());
  return globalThis.document;
}

/** What a person does to an element. */
export function does(element, type, facts = {}) {
  return element.dispatchEvent(Object.assign(new Event(type, {cancelable: true}), facts));
}
