import { Callout } from "@/components/ui/callout.tsx";
import type { GatewayDto } from "#lib/publishing/schema";

const COLUMNS = 7;

/** A row below a gateway's own: why it drifts, and each document it refuses with the reason. */
export function GatewayProblems({ gateway }: { gateway: GatewayDto }) {
  const { drift, rejects } = gateway;
  if (drift === null && rejects.length === 0) return null;
  return (
    <tr>
      <td colSpan={COLUMNS} className="border-b px-4 pb-3">
        <div className="flex flex-col gap-2">
          {drift === null ? null : (
            <Callout tone="warn" title="It serves more than the store holds.">
              {drift}
            </Callout>
          )}
          {rejects.length > 0 ? (
            <Callout tone="danger" title="It refuses these documents and keeps the last good ones.">
              <ul className="flex flex-col gap-1">
                {rejects.map((reject) => (
                  <li key={`${reject.key}@${reject.storeRevision}`} className="flex flex-col">
                    <code className="font-mono text-xs break-all">{`${reject.key} at revision ${reject.storeRevision}`}</code>
                    <span className="break-words">{reject.reason}</span>
                  </li>
                ))}
              </ul>
            </Callout>
          ) : null}
        </div>
      </td>
    </tr>
  );
}
