"""The files of a project: found, read and parsed, by several processes, and kept between runs."""
