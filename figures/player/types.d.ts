/** What the player's modules hand to one another. The film as it is sent is described in README.md. */

export type Pair = [number, number];
export type Triple = [number, number, number];
export type Numbers = number[] | Float32Array | Float64Array | Int8Array | Uint8Array | Int16Array | Uint16Array
  | Int32Array | Uint32Array;

export interface Rect {x: number; y: number; w: number; h: number}
export interface Decoded {values: Numbers; shape: number[]}
export interface Racer {id: string; name: string; color: string; dark?: string; claim?: boolean}

export interface Track {
  racer: string; group: string; divergedAt: number | null; channels: Record<string, Numbers>;
  lost?: string; // how it was lost: "diverged", unless it went down beyond all numbers
}

export interface Overlay {
  type: "arrow" | "curve" | "dots" | "bars" | "raster" | "text" | "ellipse";
  racer?: string; color?: string; label?: string; hold?: boolean; inside?: boolean; before?: boolean; now?: boolean; settled?: boolean; moves?: number; drawn?: Record<string, string>; below?: boolean; led?: {rule: string; first: number; count: number}; every?: number; width?: number; size?: number; colors?: string[];
  texts?: string[]; fill?: boolean | string; dash?: boolean | string | number[];
  x: Decoded; y: Decoded; z: Decoded | null; dx: Decoded | null; dy: Decoded | null; dz: Decoded | null; codes?: Decoded | null;
}

export interface HandleItem {
  id: string; x: number; y: number; label?: string; color?: string; axis?: "x" | "y"; within?: Pair[]; digits?: number;
  decimals?: (number | null)[]; sets?: {name: string; axis: "x" | "y"; over?: number; less?: number}[]; heard?: boolean; quiet?: boolean;
  along?: {x: any; y: any};
}

export interface Description {
  id: string; key: string; kind: "plane" | "space" | "chart"; figure: {data?: any[]; layout?: any};
  title?: string; subtitle?: string; caption?: string; group: string; racers?: string[] | null;
  axes: Record<string, string>; weight?: number; aspect?: number; clickable?: boolean; start?: Pair | null;
  follow?: boolean; link?: string; legend?: {color: string; label: string}[]; map?: any; swarm?: any; fresh?: boolean; tracks: Track[]; overlays: Overlay[]; handles: HandleItem[];
}

export interface Film {
  steps: number; rate: number; autoplay: boolean; loop: boolean; trail: string; beat: string; predict: boolean;
  readout: {group: string; channel: string; label?: string} | null; racers: Map<string, Racer>;
  groups: Record<string, {steps?: number; clock?: number}>; tracks: Track[]; panels: Description[];
}

export interface Theme {
  ground: string; ink: string; accent: string; panel: string; muted: string; line: string; dark: boolean; font: string;
  quiet: (number | string)[][]; "on-accent": string; [token: string]: any;
}

/** What the person has chosen, and what everything is drawn with. */
export interface Look {
  trail: string; labels: boolean; veiled: boolean; hidden: Set<string>; isolated: string | null; theme: Theme; playing?: boolean; moving?: boolean;
  rate: number; color(id: string): string; name(id: string): string;
}

export interface Head {x: number; y: number; inside: boolean; seen: boolean}

/** What plotly.js offers. */
export interface Plotly {
  react(gd: HTMLElement, data: any[], layout: any, config: any): Promise<any>;
  relayout(gd: HTMLElement, change: any): Promise<any>;
  purge(gd: HTMLElement): void;
}

/** An element that Plotly draws in. */
export type Graph = HTMLElement & {on(name: string, listener: (event: any) => void): void; [inside: string]: any};

declare global {
  var downhillParts: Map<string, any> | undefined;
  var downhillArrivals: EventTarget | undefined;
  var downhillSeats: Map<Element, any> | undefined;
  var downhillTurns: WeakMap<Element, Promise<any>> | undefined;
  var downhillFailures: number | undefined;
  var downhillPlotly: Promise<any> | null | undefined;
  var Plotly: any;
  interface HTMLElement {state?: () => any}
}
