import type { Metadata } from "next";
import { instance } from "@/app/_server/instance.ts";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { GatewayAddressesForm } from "@/components/admin/gateway-addresses-form.tsx";
import { gatewayAddressesQuery } from "@/components/admin/queries.ts";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { getGatewayAddresses } from "#lib/reference";

export const metadata: Metadata = { title: "Gateway addresses" };

export default async function GatewayAddressesPage() {
  const ctx = await pageCtx();
  const client = createQueryClient();
  const addresses = await orNotFound(getGatewayAddresses(ctx, instance().config.gateway));
  client.setQueryData(gatewayAddressesQuery().queryKey, addresses);
  return (
    <Prefetched client={client}>
      <PageHeader
        title="Gateway addresses"
        description="Where clients reach the gateways of each environment. Examples name them, and requests tried out in the portal go there."
      />
      <GatewayAddressesForm />
    </Prefetched>
  );
}
