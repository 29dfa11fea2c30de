import type { Ribbon, RibbonSegment } from "#lib/telemetry/schema";

export interface RibbonBar {
  /** Per mille of the range, so that it can be drawn at any width. */
  x: number;
  width: number;
  who: "primary" | "fallback" | "none";
  segment: RibbonSegment;
}

export interface RibbonRow {
  node: string;
  bars: RibbonBar[];
}

/** One row per gateway; each bar is as long as its target answered. */
export function ribbonRows(ribbon: Ribbon, primary: string | undefined): RibbonRow[] {
  const from = Date.parse(ribbon.from);
  const span = Math.max(1, Date.parse(ribbon.to) - from);
  const rows = new Map<string, RibbonBar[]>();
  for (const segment of ribbon.segments) {
    const x = ((Date.parse(segment.from) - from) / span) * 1000;
    const width = ((Date.parse(segment.to) - Date.parse(segment.from)) / span) * 1000;
    const who = segment.target === "" ? "none" : segment.target === primary ? "primary" : "fallback";
    // A short outage must stay visible.
    const bar: RibbonBar = { x, width: Math.max(width, who === "primary" ? 0 : 3), who, segment };
    rows.set(segment.node, [...(rows.get(segment.node) ?? []), bar]);
  }
  return [...rows].map(([node, bars]) => ({ node, bars }));
}
