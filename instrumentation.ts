/** Next.js calls this once, before the portal takes its first request. */
export async function register(): Promise<void> {
  const [{ portalConfig }, { trustOnly }] = await Promise.all([
    import("#lib/config"),
    import("./app/_server/forwarded-for.ts"),
  ]);
  trustOnly(portalConfig().trustedProxies);
}
