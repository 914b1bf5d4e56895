// One theme: its trend drawn over the table of its numbers, and its quotes to hear one by one.
import { drawTrends } from "./chart";
import { playQuotes } from "./quotes";

playQuotes(document);
drawTrends(document);
