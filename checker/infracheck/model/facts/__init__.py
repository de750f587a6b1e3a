"""What follows from several objects together."""
