import { isHandler, type Handler } from "./contract.ts";
import { describeApi, type DescribedRoute } from "./describe-api.ts";
import type { Json } from "./json-schemas.ts";
import packageJson from "../../package.json" with { type: "json" };

type RouteModule = Record<string, unknown>;

/** Every route below `app/api/v1`, by its file; a new one is found by itself. */
const ROUTES = import.meta.glob<RouteModule>("../api/v1/**/route.ts");
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** All operations of the REST API, ordered by path and method. */
export async function apiRoutes(): Promise<DescribedRoute[]> {
  const files = Object.entries(ROUTES).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const found = await Promise.all(files.map(async ([file, load]) => routesOf(file, await load())));
  return found.flat();
}

function routesOf(file: string, module: RouteModule): DescribedRoute[] {
  const path = file
    .replace("../api/v1", "")
    .replace(/\/route\.ts$/, "")
    .replaceAll(/\[(\w+)\]/g, "{$1}");
  const handlers = METHODS.map((method) => [method, module[method]] as const);
  return handlers
    .filter((entry): entry is [string, Handler] => isHandler(entry[1]))
    .map(([method, { contract }]) => ({ path, method, contract }));
}

/** The OpenAPI document of the REST API at one portal. */
export async function apiDocument(portalUrl: string): Promise<Json> {
  return describeApi(await apiRoutes(), { serverUrl: `${portalUrl}/api/v1`, version: packageJson.version });
}
