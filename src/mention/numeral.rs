//! One exact decimal grammar for Arabic, Chinese and mixed numerals. No binary floats.
