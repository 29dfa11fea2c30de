import type { Route } from "next";
import type { ComponentProps } from "react";
import { buttonStyles, type ButtonLook } from "./button-styles.ts";
import { cn } from "./cn.ts";
import { Link } from "./link.tsx";

interface ButtonLinkProps extends Omit<ComponentProps<typeof Link>, "href">, ButtonLook {
  href: Route;
}

/** A link that looks like a button: it goes somewhere, it changes nothing. */
export function ButtonLink({ variant, size, className, ...rest }: ButtonLinkProps) {
  return <Link className={cn(buttonStyles({ variant, size }), className)} {...rest} />;
}
