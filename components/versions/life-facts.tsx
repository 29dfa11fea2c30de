import { routes } from "@/components/shell/routes.ts";
import { Link } from "@/components/ui/link.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { VersionLife } from "#lib/versions/schema";
import { reachOf } from "./life-words.ts";

/** What was announced, and whom it concerns. */
export function LifeFacts({ life }: { life: VersionLife }) {
  const { deprecatedAt, sunsetAt, retiredAt, successor, note, brownouts } = life;
  return (
    <dl className="grid gap-x-6 gap-y-2 text-sm sm:grid-cols-[max-content_1fr] [&_dt]:text-text-muted">
      <dt>Relied on by</dt>
      <dd>{reachOf(life)}</dd>
      {deprecatedAt ? (
        <>
          <dt>Deprecated</dt>
          <dd>
            <RelativeTime at={deprecatedAt} />
          </dd>
          <dt>Ends</dt>
          <dd>{sunsetAt ? <RelativeTime at={sunsetAt} /> : "No day is announced."}</dd>
          <dt>Successor</dt>
          <dd>
            {successor ? (
              <Link className="underline" href={routes.api(successor.slug, { version: successor.version })}>
                {`${successor.apiName} ${successor.version}`}
              </Link>
            ) : (
              "None is named."
            )}
          </dd>
        </>
      ) : null}
      {retiredAt ? (
        <>
          <dt>Retired</dt>
          <dd>
            <RelativeTime at={retiredAt} />
          </dd>
        </>
      ) : null}
      {note ? (
        <>
          <dt>Note</dt>
          <dd className="break-words whitespace-pre-wrap">{note}</dd>
        </>
      ) : null}
      {brownouts.map(({ from, until }) => (
        <div key={from} className="contents">
          <dt>Brown-out</dt>
          <dd className="tabular-nums">{`${from.slice(0, 16).replace("T", " ")} to ${until.slice(0, 16).replace("T", " ")} UTC`}</dd>
        </div>
      ))}
    </dl>
  );
}
