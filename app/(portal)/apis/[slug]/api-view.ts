import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { chosenEnvironment, chosenVersion } from "@/components/apis/chosen-view.ts";
import { getApi, listEnvironments, type ApiDetail, type EnvironmentDto } from "#lib/catalogue";

/** The API of an address, read once per request by the layout and the page inside it. */
export const readApi = cache(async (slug: string): Promise<ApiDetail> =>
  orNotFound(getApi(await pageCtx(), { slug })),
);

/** All environments, read once per request. */
export const readEnvironments = cache(async (): Promise<EnvironmentDto[]> =>
  listEnvironments(await pageCtx()),
);

interface ApiPageView {
  slug: string;
  version: string;
  environment: string;
  api: ApiDetail;
}

type Search = Record<string, string | string[] | undefined>;

/** What a tab of an API shows: the version and environment its URL names, or the default and production. */
export async function apiView({ slug }: { slug: string }, search: Search): Promise<ApiPageView> {
  const [api, environments] = await Promise.all([readApi(slug), readEnvironments()]);
  const version = chosenVersion(api, first(search.version));
  if (version === undefined) notFound();
  return { slug, version, environment: chosenEnvironment(environments, first(search.environment)), api };
}

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);
