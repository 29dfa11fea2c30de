import type { ScorePoint } from "#lib/scores/schema";

const WIDTH = 96;
const HEIGHT = 24;
const EDGE = 2;

/** A line of daily scores, 0 at the bottom and 100 at the top, and the same in words. */
export function Trend({ points }: { points: readonly ScorePoint[] }) {
  const scored = points.flatMap(({ day, score }) => (score === null ? [] : [{ day, score }]));
  const [first, last] = [scored[0], scored.at(-1)];
  // One day is a dot without meaning.
  if (!first || !last || first === last)
    return <span className="text-xs whitespace-nowrap text-text-muted">No trend yet</span>;
  const start = Date.parse(first.day);
  const span = Math.max(1, Date.parse(last.day) - start);
  const place = ({ day, score }: { day: string; score: number }) => ({
    x: EDGE + ((Date.parse(day) - start) / span) * (WIDTH - 2 * EDGE),
    y: HEIGHT - EDGE - (score / 100) * (HEIGHT - 2 * EDGE),
  });
  const end = place(last);
  return (
    <svg
      role="img"
      aria-label={wordsOf(first, last)}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className="h-6 w-24 shrink-0 text-accent"
    >
      <polyline
        points={scored
          .map(place)
          .map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`)
          .join(" ")}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
      <circle cx={end.x} cy={end.y} r="2" fill="currentColor" />
    </svg>
  );
}

function wordsOf(first: { score: number; day: string }, last: { score: number }): string {
  const change = last.score - first.score;
  const how = change === 0 ? "unchanged" : change > 0 ? `up by ${change}` : `down by ${-change}`;
  return `${how} since ${first.day}: from ${first.score} to ${last.score}`;
}
