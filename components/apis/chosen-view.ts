import type { ApiDetail, EnvironmentDto } from "#lib/catalogue/schema";

const PRODUCTION = "production";

/** The version a URL names, when the API has it; else its default. Undefined while there is none. */
export function chosenVersion(api: ApiDetail, wanted: string | undefined): string | undefined {
  return api.versions.find(({ name }) => name === wanted)?.name ?? api.defaultVersion?.name;
}

/** The environment a URL names, when it exists; else production; else the first. */
export function chosenEnvironment(environments: EnvironmentDto[], wanted: string | undefined): string {
  const slugs = environments.map(({ slug }) => slug);
  if (wanted !== undefined && slugs.includes(wanted)) return wanted;
  return slugs.includes(PRODUCTION) ? PRODUCTION : (slugs[0] ?? PRODUCTION);
}
