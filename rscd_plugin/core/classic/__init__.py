"""Change without training: CVA, IR-MAD, slow features, PCA with k-means; and what they share."""
