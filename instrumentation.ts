/** Next.js calls this once per runtime, before the portal takes its first request. Ours is Node.js alone. */
export async function register(): Promise<void> {
  // oxlint-disable-next-line node/no-process-env -- no setting: the build puts each bundle's own runtime here.
  if (process.env["NEXT_RUNTIME"] === "edge") return;
  const [{ portalConfig }, { trustOnly }] = await Promise.all([
    import("#lib/config"),
    import("./app/_server/forwarded-for.ts"),
  ]);
  trustOnly(portalConfig().trustedProxies);
}
