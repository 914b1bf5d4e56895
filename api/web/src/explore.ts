// Explore: what was found, to hear one by one.
import { playQuotes } from "./quotes";

playQuotes(document);
