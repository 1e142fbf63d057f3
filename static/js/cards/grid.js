// The list of cards. Each film has its slot at once; cards near the window, then the first ones, are drawn, a few in
// each frame. A new film takes a free slot or goes to the end.

import { arrangeChildren } from "../dom/children.js";
import { FrameWork } from "../dom/frames.js";
import { Slot } from "./slot.js";

/** The number of first cards drawn wherever the window is. */
const FIRST = 24;
/** The margin around the window in which cards are drawn: its height. */
const NEAR = "100% 0px";

export class CardGrid {
  #list;
  #isChosen;
  #slots = []; // in the order shown
  #taken = new Map(); // tmdb_id -> Slot, in the order of arrival
  #slotOf = new WeakMap(); // node -> Slot
  #isSettled = false;
  #isShown = () => true;
  #drawing = new FrameWork(() => this.#due().map((slot) => () => slot.draw(this.#isChosen)));
  #nearness = new IntersectionObserver((entries) => this.#noteNearness(entries), { rootMargin: NEAR });

  /** `isChosen(id)`: the film is on the list for tonight. */
  constructor(list, isChosen) {
    this.#list = list;
    this.#isChosen = isChosen;
  }

  get films() {
    return Array.from(this.#taken.values(), ({ film }) => film);
  }

  film = (id) => this.#taken.get(id)?.film ?? null;

  /** Return a film's card, drawn with all facts. */
  card(id) {
    const slot = this.#taken.get(id);
    if (slot && (!slot.card || slot.isDue)) slot.draw(this.#isChosen);
    return slot?.card ?? null;
  }

  /** Add free slots of a card's size, so that the page has its shape at once. */
  reserve(count) {
    while (this.#free.length < count) this.#addSlot();
  }

  /** Show a film or its new facts; return true when it is new here. */
  put(film, isLive) {
    const taken = this.#taken.get(film.tmdb_id);
    const isShown = this.#isShown(film);
    const slot = taken ?? ((isShown && this.#free[0]) || this.#addSlot());
    slot.take(film, isLive);
    slot.node.hidden = !isShown;
    this.#taken.set(film.tmdb_id, slot);
    this.#drawing.soon();
    return !taken;
  }

  /** Remove a film. Its slot stays, free for the next one, so nothing moves. */
  retract(id) {
    const slot = this.#taken.get(id);
    this.#taken.delete(id);
    if (slot?.node.hidden) this.#setSlots(this.#slots.filter((each) => each !== slot));
    else slot?.leave(() => this.#isSettled && this.#trim());
  }

  /** End a job's list: only these films stay, with all facts. Resolves when the cards due are drawn. */
  async settle(films) {
    const ids = new Set(films.map((film) => film.tmdb_id));
    for (const id of this.#taken.keys()) if (!ids.has(id)) this.retract(id);
    for (const film of films) this.put(film, false);
    this.#isSettled = true;
    await this.#drawing.soon();
    this.#trim();
  }

  /** Show only films for which `isShown(film)` is true, also of later ones. */
  show(isShown) {
    this.#isShown = isShown;
    for (const { film, node } of this.#taken.values()) node.hidden = !isShown(film);
    this.#drawing.soon();
  }

  isInUse() {
    return this.#slots.some((slot) => slot.isInUse);
  }

  /** The ids of the films that are not hidden, in their order. */
  get shownIds() {
    return this.#shown.map(({ film }) => film.tmdb_id);
  }

  /** Put all cards in this order, without gaps. The focus stays. Return true when done. */
  order(ids) {
    return this.#arrange([], ids, ids.length);
  }

  /**
   * Do the same for the `most` cards next below the window; those in or above it stay, as do those before one in
   * use. Gaps among them take the first cards below.
   */
  settleBelowView(ids, most) {
    const isFixed = (slot) =>
      !slot.node.hidden && (slot.isInUse || slot.node.getBoundingClientRect().top < innerHeight);
    return this.#arrange(this.#slots.slice(0, 1 + this.#slots.findLastIndex(isFixed)), ids, most);
  }

  clear() {
    this.#taken.clear();
    this.#isSettled = false;
    this.#setSlots([]);
  }

  #arrange(fixed, ids, most) {
    const movable = ids.map((id) => this.#taken.get(id)).filter((slot) => slot && !fixed.includes(slot));
    const fillers = movable.filter((slot) => slot.isShown);
    const filled = fixed.map((slot) => (slot.film ? slot : (fillers.shift() ?? slot)));
    // Free slots before a film are replaced by new ones: their move would be seen.
    const free = this.#isSettled ? [] : this.#free;
    const last = this.#slots.findLastIndex(({ film }) => film);
    const behind = free.filter((slot) => this.#slots.indexOf(slot) > last);
    const wanted = [...new Set([...filled, ...movable, ...behind])];
    const rest = this.#slots.filter((slot) => wanted.includes(slot));
    const next = [...new Set([...wanted.slice(0, fixed.length + most), ...rest])];
    this.#setSlots(next);
    this.reserve(free.length);
    return next.every((slot, n) => slot === wanted[n]);
  }

  #setSlots(slots) {
    const remaining = new Set(slots);
    for (const slot of this.#slots) if (!remaining.has(slot)) this.#nearness.unobserve(slot.node);
    this.#slots = slots;
    arrangeChildren(
      this.#list,
      slots.map(({ node }) => node),
    );
    this.#drawing.soon();
  }

  #addSlot() {
    const slot = new Slot();
    this.#slotOf.set(slot.node, slot);
    this.#slots.push(slot);
    this.#list.append(slot.node);
    this.#nearness.observe(slot.node);
    return slot;
  }

  /** Remove empty slots at the end. */
  #trim() {
    const end = 1 + this.#slots.findLastIndex((slot) => slot.isShown);
    this.#setSlots(this.#slots.filter((slot, n) => n < end || slot.film));
  }

  #noteNearness(entries) {
    for (const { target, isIntersecting } of entries) this.#slotOf.get(target).isNear = isIntersecting;
    this.#drawing.soon();
  }

  /** Return slots near the window, then the rest of the first. */
  #due() {
    const due = this.#shown.filter((slot, n) => slot.isDue && (slot.isNear || n < FIRST));
    return [...due.filter((slot) => slot.isNear), ...due.filter((slot) => !slot.isNear)];
  }

  get #shown() {
    return this.#slots.filter((slot) => slot.isShown);
  }

  get #free() {
    return this.#slots.filter(({ film }) => !film);
  }
}
