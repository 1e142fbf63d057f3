// The services that the person subscribes to, as chosen last; kept in this browser.

import { read, write } from "./local.js";

const KEY = "services";

export const readMyServices = () => read(KEY, []);

export const saveMyServices = (services) => write(KEY, services);
