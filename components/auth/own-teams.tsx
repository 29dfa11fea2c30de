import { TEAM_ROLE_NAMES } from "@/components/admin/role-names.ts";
import { routes } from "@/components/shell/routes.ts";
import { Link } from "@/components/ui/link.tsx";
import { Table, TableEmpty, Td, Th, THead, Tr } from "@/components/ui/table.tsx";
import type { SessionUser } from "#lib/identity/schema";

export function OwnTeams({ teams }: { teams: SessionUser["teams"] }) {
  return (
    <Table label="Your teams" stacks>
      <THead>
        <Th>Team</Th>
        <Th>Your role</Th>
        <Th>What it does</Th>
      </THead>
      <tbody>
        {teams.map(({ slug, name, role }) => (
          <Tr key={slug}>
            <Td>
              <Link href={routes.team(slug)} className="font-medium hover:underline">
                {name}
              </Link>
            </Td>
            <Td label="Your role">{TEAM_ROLE_NAMES[role].name}</Td>
            <Td label="What it does" className="text-text-muted">
              {TEAM_ROLE_NAMES[role].may}
            </Td>
          </Tr>
        ))}
        {teams.length === 0 ? (
          <TableEmpty columns={3}>
            You are in no team yet. An administrator or a team&rsquo;s owner can add you.
          </TableEmpty>
        ) : null}
      </tbody>
    </Table>
  );
}
