"use client";

import { Link2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import type { SubscribeTo } from "./subscribe-dialog.tsx";

/** Its script is loaded by those who subscribe. */
const SubscribeDialog = dynamic(
  () => import("./subscribe-dialog.tsx").then((module) => module.SubscribeDialog),
  {
    ssr: false,
  },
);

/** Opens the dialog that subscribes one of the reader's applications to the version that is shown. */
export function SubscribeButton(to: SubscribeTo) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button variant="primary" onClick={() => setIsOpen(true)}>
        <Link2 aria-hidden />
        Subscribe
      </Button>
      {isOpen ? <SubscribeDialog to={to} onClose={() => setIsOpen(false)} /> : null}
    </>
  );
}
