import { createContext } from "react";

/** Whether addresses and credentials are withheld: the reader is not of the team, and nothing can be said of what they lack. */
export const BindingsHidden = createContext(false);
