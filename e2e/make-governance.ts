import { newId } from "#lib/ids";
import { createUser, setPasswordByLink } from "#lib/identity";
import type { Installation } from "./fixtures.ts";

/** Somebody of governance, made as an administrator makes them. */
export async function makeGovernance(installation: Installation, unique: string) {
  const name = `Gov ${unique}`;
  const email = `g-${unique}@e2e.example`;
  const { user, link } = await createUser(installation.system(), { email, name, role: "governance" });
  const password = newId("pw");
  await setPasswordByLink(installation.system(), { token: link.path.split("/").at(-1) ?? "", password });
  return { id: user.id, email, name, password };
}

/** A rule of this test's own: what this team publishes to production is approved by governance. */
export async function askForApproval(
  installation: Installation,
  { unique, team }: { unique: string; team: string },
): Promise<void> {
  await installation.system().db.governanceRule.create({
    data: {
      id: newId("rule"),
      name: `Approval for ${unique}`,
      kind: "approval",
      params: { by: "governance" },
      scope: { teams: [team], environments: ["production"] },
      severity: "block",
      createdByName: "Test",
    },
  });
}
