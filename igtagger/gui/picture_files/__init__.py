"""What is done with the files of pictures: opened with other programs, moved to the trash."""
