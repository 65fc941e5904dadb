/* The panels of the window by name, in the order of their keys: 1, 2, ... 9, and 0 for the tenth. */
#pragma once

typedef enum PanelName {
    PANEL_ANGLES,    /* the angle of every pair over the epochs */
    PANEL_PAIR,      /* the dial of the chosen pair, and its pull against the angle */
    PANEL_INK,       /* its two signatures */
    PANEL_GRAPH,     /* its computation graph */
    PANEL_CHECK,     /* the gradient check of the net as it is */
    PANEL_RATES,     /* false acceptance and rejection against the threshold */
    PANEL_LOSS,      /* the loss over the epochs */
    PANEL_EMBEDDING, /* all embeddings in two dimensions */
    PANEL_NUMBERS,   /* the numbers of the chosen pair, step by step */
    PANEL_OWN,       /* one's own signature */
    PANEL_COUNT      /* also: no panel */
} PanelName;
