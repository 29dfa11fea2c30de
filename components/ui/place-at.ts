export interface Placement {
  align: "start" | "end";
  side: "below" | "above";
}

const GAP = 4;

/** Puts an open popover at its button, inside the window. Set through the DOM: style attributes are not allowed in pages. */
export function placeAt(popover: HTMLElement, button: HTMLElement, { align, side }: Placement): void {
  const box = button.getBoundingClientRect();
  const left = align === "start" ? box.left : box.right - popover.offsetWidth;
  const top = side === "below" ? box.bottom + GAP : box.top - popover.offsetHeight - GAP;
  popover.style.left = `${Math.max(8, Math.min(left, window.innerWidth - popover.offsetWidth - 8))}px`;
  popover.style.top = `${Math.max(8, Math.min(top, window.innerHeight - popover.offsetHeight - 8))}px`;
}
