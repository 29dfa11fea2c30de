import { Table, Td, Th, THead, Tr } from "@/components/ui/table.tsx";
import { formatDuration } from "@/components/ui/format-duration.ts";
import type { SimulatedSecond } from "#lib/fallback";
import { STATE_LOOK } from "./target-state-badge.tsx";

/** What the chart shows, as numbers. */
export function MinuteTable({
  seconds,
  ids,
}: {
  seconds: readonly SimulatedSecond[];
  ids: readonly string[];
}) {
  return (
    <div className="mt-2 max-h-96 overflow-y-auto rounded-md border">
      <Table label="Simulated traffic by second">
        <THead>
          <Th>Second</Th>
          {ids.map((id) => (
            <Th key={id}>{id}</Th>
          ))}
          <Th>Rescued</Th>
          <Th>Failed</Th>
          <Th>Added</Th>
        </THead>
        <tbody>
          {seconds.map((second) => (
            <Tr key={second.second}>
              <Td className="tabular-nums">{second.second}</Td>
              {ids.map((id) => (
                <Td key={id} className="whitespace-nowrap tabular-nums">
                  {second.answeredBy[id] ?? 0}
                  <span className="text-text-muted">{stateWord(second, id)}</span>
                </Td>
              ))}
              <Td className="tabular-nums">{second.rescued}</Td>
              <Td className="tabular-nums">{second.failed}</Td>
              <Td className="whitespace-nowrap tabular-nums">{formatDuration(second.addedMs)}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function stateWord({ states }: SimulatedSecond, id: string): string {
  const state = states[id];
  return state === undefined || state === "up" ? "" : ` · ${STATE_LOOK[state].word.toLowerCase()}`;
}
