import type { ReactNode } from "react";
import { GovernanceTabs } from "@/components/rules/governance-tabs.tsx";

export default function GovernanceLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <GovernanceTabs />
      {children}
    </>
  );
}
