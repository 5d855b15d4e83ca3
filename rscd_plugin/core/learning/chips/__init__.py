"""From images and labels to labelled squares: what is learnt from."""
