/** The line from one card to the next: down on narrow screens, right on wide ones. */
export function Connector() {
  return (
    <span aria-hidden className="flex items-center justify-center">
      <span className="h-4 w-px bg-border-strong lg:h-px lg:w-5" />
    </span>
  );
}
